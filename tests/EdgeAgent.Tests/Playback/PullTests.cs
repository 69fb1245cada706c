using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Harness.Network;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>Whole agents, the one with a made-up camera, and the hub's side in memory between them.</summary>
public sealed class PullTests
{
    private static readonly string s_host = new('b', 32);
    private static readonly WantedSource s_teacher = new(s_host, "teacher", HasPicture: true);

    private static readonly (string, string)[] s_camera =
        [("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Width", "320"), ("Sources:0:Height", "180")];

    [Fact]
    public async Task Source_IsPulledAndServedToThePagesOfThisRoom_UntilItIsNotWanted()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Push(hub);
        box.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        await using var viewer = await BoxViewer.OpenAsync(box, s_host, "teacher");
        await TestHub.EventuallyAsync(() => viewer.Packets.FirstOrDefault(packet => packet.IsPictureKeyframe), box.Log);
        await TestHub.EventuallyAsync(() => viewer.Packets.FirstOrDefault(packet => packet is { Kind: LiveKind.Frame, Track: LiveTrack.Sound }), box.Log);
        Assert.Equal("live", viewer.States.Last());
        Assert.Equal((s_host, "teacher"), (hub.Live.Pulls.Single().RoomId, hub.Live.Pulls.Single().Source));

        await viewer.SayAsync("""{"type":"lag","ms":321}""");
        await TestHub.EventuallyAsync(() => StatusOf(box) is { LagMs: >= 321 and < 3000, Tally.ReceivedMs: > 0 } ? "" : null, box.Log);
        box.Get<Receptions>().Follow([], counts: true, _ => new ReceptionTally());
        await viewer.Closed;
        Assert.Equal("ended", viewer.States.Last());
    }

    [Fact]
    public async Task UnlinkedAndLinkedAgain_IsLostAndComesBack()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        hub.Live.Refuse(new GrpcException(GrpcStatusCode.PermissionDenied, "No lesson links these two rooms now."));
        Push(hub);
        box.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        await TestHub.EventuallyAsync(() => hub.Live.Pulls.Count > 1 ? "" : null, box.Log);
        Assert.Equal(LiveCondition.Waiting, StatusOf(box).State.Condition);

        hub.Live.Refuse(null);
        await TestHub.EventuallyAsync(() => StatusOf(box).State.Condition == LiveCondition.Live ? "" : null, box.Log);
        hub.Live.Refuse(new GrpcException(GrpcStatusCode.PermissionDenied, "No lesson links these two rooms now."));
        await TestHub.EventuallyAsync(() => StatusOf(box) is { State.Condition: LiveCondition.Lost, Tally.Interruptions: 1, LagMs: null } ? "" : null, box.Log);
        hub.Live.Refuse(null);
        await TestHub.EventuallyAsync(() => StatusOf(box).State.Condition == LiveCondition.Live ? "" : null, box.Log);
        Assert.Equal(1, StatusOf(box).Tally.Interruptions);
    }

    [Fact]
    public async Task Camera_ThatVanishes_IsLost_AndComesBackWithAnotherSize()
    {
        await using var hub = await new TestHub().StartAsync();
        (string, string)[] second = [("Sources:1:Name", "screen"), ("Sources:1:Kind", "test"), ("Sources:1:Width", "640"), ("Sources:1:Height", "360")];
        await using var box = await new TestBox { Settings = [.. s_camera, .. second] }.StartEnrolledAsync(hub);
        Push(hub, "teacher", "screen");
        box.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        await TestHub.EventuallyAsync(() => StatusOf(box).State.Condition == LiveCondition.Live ? "" : null, box.Log);
        await using var viewer = await BoxViewer.OpenAsync(box, s_host, "teacher");
        var other = await TestHub.EventuallyAsync(() => Last(hub, "screen", packet => packet is { Kind: LiveKind.Epoch, Track: LiveTrack.Picture }), box.Log);
        var key = await TestHub.EventuallyAsync(() => Last(hub, "screen", packet => packet.IsPictureKeyframe), box.Log);

        hub.Live.Want("screen");
        hub.Live.Give("teacher", LivePacket.OfEnd(LiveTrack.Picture));
        await TestHub.EventuallyAsync(() => StatusOf(box).State.Condition == LiveCondition.Lost ? "" : null, box.Log);
        hub.Live.Give("teacher", LivePacket.OfEpoch(LiveTrack.Picture, uint.MaxValue, other.Microseconds, other.Codec, other.Body.Span));
        hub.Live.Give("teacher", LivePacket.OfFrame(LiveTrack.Picture, LiveFrameFlags.Keyframe, uint.MaxValue, key.Microseconds, key.Body.Span));
        var epoch = await TestHub.EventuallyAsync(() => viewer.Packets.FirstOrDefault(packet => packet is { Kind: LiveKind.Epoch, Epoch: uint.MaxValue }), box.Log);
        Assert.Equal(640, InitSegment.Parse(epoch.Body).Tracks[0].Width);
        await TestHub.EventuallyAsync(() => viewer.States.Last() == "live" ? "" : null, box.Log);
        Assert.Equal(["live", "lost", "live"], viewer.States.TakeLast(3));
        Assert.Equal(1, StatusOf(box).Tally.Interruptions);
    }

    [Fact]
    public async Task Nonsense_IsLeft_AndTheStreamTriedAnew()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        hub.Live.Nonsense = [2, 9, 9];
        Push(hub);
        box.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        await TestHub.EventuallyAsync(() => StatusOf(box).State.Condition == LiveCondition.Live ? "" : null, box.Log);
        Assert.Equal(2, hub.Live.Pulls.Count);
        Assert.Contains(box.Log.Lines, line => line.Contains("no live message", StringComparison.Ordinal));
    }

    /// <summary>A line that takes everything and gives nothing, as behind a router that lost its state; then it is well.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task LineDead_IsNoticed_AndThePictureIsBackWithinThreeSeconds()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var line = new FaultyLine(hub.Address.Port);
        await using var receiver = await new TestBox().StartEnrolledAsync(hub, line.Port);
        await using var host = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Push(hub);
        receiver.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        await TestHub.EventuallyAsync(() => StatusOf(receiver).State.Condition == LiveCondition.Live ? "" : null, receiver.Log);

        line.Condition = new LineCondition { Swallows = true };
        await TestHub.EventuallyAsync(() => StatusOf(receiver).State.Condition == LiveCondition.Lost ? "" : null, receiver.Log);
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        line.Condition = LineCondition.Good;
        var mended = TimeProvider.System.GetTimestamp();
        await TestHub.EventuallyAsync(() => StatusOf(receiver).State.Condition == LiveCondition.Live ? "" : null, receiver.Log);
        Assert.InRange(TimeProvider.System.GetElapsedTime(mended).TotalSeconds, 0, 3);
        Assert.InRange(StatusOf(receiver).Tally.LostMs, 4000, 20_000);
    }

    [Theory]
    [InlineData("teacher", HttpStatusCode.BadRequest, "websocket_required")]
    [InlineData("screen", HttpStatusCode.NotFound, "live_source_unknown")]
    [InlineData("..%2fapi", HttpStatusCode.NotFound, "live_source_unknown")]
    public async Task Refusals_ArePlainAnswers(string source, HttpStatusCode status, string code)
    {
        await using var box = await new TestBox().StartAsync();
        box.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        using var answer = await box.Http.GetAsync($"/live/{s_host}/{source}");
        Assert.Equal((status, code), (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]));
    }

    [Fact]
    public async Task PagesOfOtherOrigins_SeeNothing()
    {
        await using var box = await new TestBox().StartAsync();
        box.Get<Receptions>().Follow([s_teacher], counts: true, _ => new ReceptionTally());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/live/{s_host}/teacher") { Headers = { { "Origin", "http://evil.example" } } };
        using var answer = await box.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static ReceptionStatus StatusOf(TestBox box) => box.Get<Receptions>().Current.Single().Status;

    private static LivePacket? Last(TestHub hub, string source, Func<LivePacket, bool> like) => hub.Live.Packets.LastOrDefault(one => one.Source == source && like(one.Packet)).Packet;

    private static void Push(TestHub hub, params string[] sources)
    {
        string[] wanted = sources.Length == 0 ? ["teacher"] : sources;
        hub.Live.Want(wanted);
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest { Sources = { wanted.Select(name => new LiveSourceWish { Name = name, Frames = true }) } } });
    }
}
