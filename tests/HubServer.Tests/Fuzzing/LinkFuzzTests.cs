using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness.Faults;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Tests.Devices;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Fuzzing;

/// <summary>Words of a box that is on the line, damaged: what they lead to in the hub, its database included. One is refused or heard; the hub goes on.</summary>
[Trait("kind", "fault")]
public sealed class LinkFuzzTests : HubWithBox
{
    private const string Id = "0190f2b4c0de7000a000000000000001";

    [Fact]
    public async Task Words_OfBoxes()
    {
        await using var link = await Box.ConnectAsync();
        var (messages, presence) = (Hub.Services.GetRequiredService<LinkMessages>(), Hub.Services.GetRequiredService<AgentPresence>());
        var session = presence.SessionOf(Place.RoomId)!;
        var hearing = Task.Run(async () =>
        {
            await foreach (var _ in link.ReadAllAsync())
            {
                // A box that does not read is sent away.
            }
        });

        Fuzz.Run("words of boxes on the link (protobuf)", [.. Samples().Select(sample => sample.ToByteArray())], bytes =>
        {
            try
            {
                messages.HandleAsync(session, AgentMessage.Parser.ParseFrom(bytes), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
            catch (Exception error) when (MalformedMessage.Is(error))
            {
                throw new FormatException("malformed", error);
            }
        }, typeof(FormatException), typeof(GrpcException));

        using var room = await Client.GetAsync($"/api/v1/rooms/{Place.RoomId}");
        Assert.True(room.IsSuccessStatusCode, await room.Content.ReadAsStringAsync());
        Assert.False(hearing.IsCompleted, "the box was sent away");
    }

    private static IEnumerable<AgentMessage> Samples() =>
    [
        new()
        {
            State = new ReportedState
            {
                Recorder = RecorderState.Recording,
                RecordingId = Id,
                Title = "电与磁",
                StartedAtMs = 1_788_220_800_000,
                ClockOffsetMs = -5,
                Sources = { new SourceState { Name = "teacher", Role = SourceRole.Teacher, Bytes = 7, AudioLevelDb = -30, ProblemCode = "source_refused" } },
            },
        },
        new() { Result = new CommandResult { CommandId = Id, Outcome = CommandOutcome.Done, ErrorCode = "x", RecordingId = Id } },
        new() { TimeProbe = new TimeProbe { SentMonotonicMs = 5 } },
        new() { Picture = new SourcePicture { Source = "teacher", Jpeg = ByteString.CopyFrom(0xFF, 0xD8, 0xFF, 0xD9) } },
        new() { Devices = MadeUpDevices.All("1", MadeUpDevices.Beamer(), MadeUpDevices.PtzCamera()) },
        new() { Description = new DeviceDescription { Hash = new string('a', 64), Json = MadeUpDevices.Projector } },
        new() { Wire = new WirePieces { Device = "projector", Pieces = { new WirePiece { Number = 1, AtMs = 5, Data = ByteString.CopyFrom(Encoding.ASCII.GetBytes("%1POWR 1\r")) } } } },
        new() { Configuration = new ConfigurationReport { Version = 1, Accepted = true, ActualJson = """{"devices":[],"scenes":[]}""", ActualHash = new string('b', 64) } },
        new() { EquipmentChoices = new EquipmentChoices { Json = """{"drivers":[],"ports":[],"files":{}}""" } },
        new() { QuarantineAnswer = new QuarantineAnswer { AskId = Id, Outcome = QuarantineOutcome.Done, Total = 1, Items = { new QuarantinedItem { Id = 1, ItemClass = ItemClass.Alarm, What = "x", TimeMs = 5, ErrorCode = "key_invalid" } } } },
        new() { Lesson = new LessonReport { LessonId = Id, Revision = 1, RecordingId = Id, ProblemCode = "recording_other_lesson" } },
        new() { LessonAct = new LessonAct { ActId = Id, LessonId = Id, Hand = true } },
        new() { LessonAct = new LessonAct { ActId = Id, LessonId = Id, GiveFloor = Id } },
        new() { LessonAsk = new LessonAsk() },
    ];
}
