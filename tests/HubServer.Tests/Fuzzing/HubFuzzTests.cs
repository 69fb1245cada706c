using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Tongtang.Harness.Faults;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Readings;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Tests.Devices;
using Tongtang.HubServer.Tests.Recordings;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Fuzzing;

/// <summary>What boxes and players send to the hub, damaged.</summary>
[Trait("kind", "fault")]
public sealed class HubFuzzTests
{
    [Fact]
    public void Descriptions_OfRecordings()
    {
        var description = new SampleLesson().Describe();
        description.Marks.Add(new Mark { AtMs = 1000, Label = "here" });
        description.HiddenSpans.Add(new HiddenSpan { FromMs = 1, ToMs = 2, State = HiddenState.Hidden });
        Fuzz.Run("descriptions of recordings (protobuf)", [description.ToByteArray()], bytes => DescriptionRules.Fault(Parse(RecordingDescription.Parser, bytes)), typeof(FormatException));
    }

    [Fact]
    public void Pieces_OfSegments()
    {
        var header = new SegmentHeader
        {
            RecordingId = new SampleLesson().Id,
            Track = "teacher.video",
            Number = 3,
            Length = 5,
            Sha256 = ByteString.CopyFrom(new byte[32]),
            CapturedAtMs = 1_788_220_800_000,
            MediaTimeUs = 6_000_000,
            DurationUs = 2_000_000,
            Independent = true,
        };
        Fuzz.Run("pieces of segments (protobuf)", [new SegmentPiece { Header = header }.ToByteArray(), new SegmentPiece { Data = ByteString.CopyFrom(1, 2, 3, 4, 5) }.ToByteArray()], bytes =>
        {
            var piece = new ReadOnlySequence<byte>(bytes);
            if (SegmentPieces.ReadHeader(piece) is { } read) SegmentRules.Check(read);
            else if (SegmentPieces.TryReadData(piece, out var data)) Assert.InRange(data.Length, 0, bytes.Length);
        }, typeof(GrpcException));
    }

    [Fact]
    public void Batches_OfItems()
    {
        var batch = new ItemBatch
        {
            StoreEpoch = "e",
            ItemClass = ItemClass.Reading,
            Items =
            {
                new Item { Sequence = 1, BootId = "b", MonotonicMs = 5, TimeMs = 1_788_220_800_000, Reading = new Reading { Device = "agent", Name = "cpu_percent", Value = 3 } },
                new Item { Sequence = 2, BootId = "b", Event = new Event { Kind = "source_lost", Subject = "teacher", Details = { ["why"] = "课" } } },
                new Item { Sequence = 3, BootId = "b", Alarm = new Alarm { Key = "no_sound/mic", Kind = "no_sound", Change = AlarmChange.Raised } },
            },
            Gaps = { new DeclaredGap { FirstSequence = 4, LastSequence = 9, Reason = "evicted" } },
        };
        Fuzz.Run("batches of items (protobuf)", [batch.ToByteArray()], bytes =>
        {
            var parsed = Parse(ItemBatch.Parser, bytes);
            ItemRules.Fault(parsed);
            foreach (var item in parsed.Items) ItemRules.Fault(item);
        }, typeof(FormatException));
    }

    [Fact]
    public void States_OfDevices()
    {
        var states = MadeUpDevices.All("1", MadeUpDevices.Beamer(), MadeUpDevices.PtzCamera());
        states.Removed.Add("gone");
        states.Scenes[0].LastRun = new SceneRun { StartedAtMs = 1_788_220_800_000, StartedBy = "key:panel/1", FailedSteps = { "projector: power on" } };
        var before = ReportedDevices.Apply(null, "agent", states, 5, DateTimeOffset.UnixEpoch);
        Fuzz.Run("states of devices (protobuf)", [states.ToByteArray()], bytes =>
        {
            var after = ReportedDevices.Apply(before, "agent", Parse(DeviceStates.Parser, bytes), -5, DateTimeOffset.UnixEpoch);
            ReportedDevices.DiffersForGood(before, after);
            JsonSerializer.Serialize(after, JsonDefaults.Options);
        }, typeof(FormatException));
    }

    [Fact]
    public void Descriptions_OfDrivers() => Fuzz.Run("descriptions of drivers (JSON)", [Encoding.UTF8.GetBytes(MadeUpDevices.Projector), Encoding.UTF8.GetBytes(MadeUpDevices.Camera)], bytes =>
    {
        var description = DriverDescription.Parse(Encoding.UTF8.GetString(bytes));
        foreach (var capability in description.Capabilities)
        {
            foreach (var action in capability.Actions) CommandRules.Fault(description, capability.Id, action.Id, new Dictionary<string, PropertyValue> { ["level"] = PropertyValue.Of(5) });
        }
        JsonSerializer.Serialize(description, JsonDefaults.Options);
    }, typeof(JsonException));

    [Fact]
    public void Texts_OfNotes() => Fuzz.Run("texts of visit notes", [Encoding.UTF8.GetBytes("板书清楚\r\n提问少 \U0001F600 \t<b>"), Encoding.UTF8.GetBytes("e\u0301\u202E\uFEFF")], bytes =>
    {
        // UTF-16 too: half characters come of no UTF-8.
        foreach (var text in new[] { Encoding.UTF8.GetString(bytes), Encoding.Unicode.GetString(bytes) })
        {
            if (NoteText.Fault(text, out var clean) is null) Assert.InRange(clean.EnumerateRunes().Count(), 0, NoteText.Longest);
        }
    });

    private static T Parse<T>(MessageParser<T> parser, byte[] bytes)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception error) when (MalformedMessage.Is(error))
        {
            throw new FormatException("malformed", error);
        }
    }

    [Fact]
    public async Task Addresses_OfPlayersAndPages()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var id = new SampleLesson().Id;
        string[] samples =
        [
            $"/media/{id}/index.m3u8", $"/media/{id}/teacher/video.m3u8?from=1&to=20", $"/media/{id}/tracks/teacher.video/0/17.m4s", $"/media/{id}/teacher/fill/0-1-2000.m4s",
            $"/media/t/{new string('a', 43)}/{id}/index.m3u8", "/media/downloads/x/y.mp4", "/api/v1/recordings?page=2&pageSize=50&sort=-startedAt&state=complete&from=2026-01-01T00:00:00Z&q=课",
            "/api/v1/rooms?presence=online&recorder=idle&q=%25_", "/api/v1/readings?room=x&name=cpu_percent&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&step=60&aggregation=mean",
        ];
        Fuzz.Run("addresses and queries", [.. samples.Select(Encoding.UTF8.GetBytes)], bytes =>
        {
            // As it stands, without the client's own tidying, but for bytes that no request line may have.
            var text = string.Concat(bytes.Select(b => b is > 0x20 and < 0x7F and not (byte)'#' ? $"{(char)b}" : $"%{b:X2}"));
            if (!Uri.TryCreate($"{hub.Address.GetLeftPart(UriPartial.Authority)}/{text.TrimStart('/')}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var address)) return;
            using var response = client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead).GetAwaiter().GetResult();
            if ((int)response.StatusCode >= 500) throw new InvalidOperationException($"{(int)response.StatusCode} for {address}");
        }, typeof(HttpRequestException));
    }
}
