using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Live;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Tests.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Live;

public sealed class LiveTests() : HubWithBox(KeyValuePair.Create<string, string?>("Live:MaxViewers", "3"))
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private LiveBoard Board => Hub.Services.GetRequiredService<LiveBoard>();

    [Fact]
    public async Task FirstViewer_HasTheBoxAskedForFrames_AndGetsThemAsTheyWereSent()
    {
        await using var link = await Box.ConnectAsync();
        using var page = await WatchAsync();
        Assert.Equal("waiting", await page.StateAsync());
        HubMessage asked;
        do asked = await link.HearAsync();
        while (asked.LiveRequest is null);
        Assert.Equal(("teacher", true, false), (asked.LiveRequest.Sources.Single().Name, asked.LiveRequest.Sources[0].Frames, asked.LiveRequest.Sources[0].Parts));

        var (live, wish) = await LiveBox.OfferAsync(Box, "teacher", "screen");
        await using var pushing = live;
        Assert.Equal("teacher", wish);
        foreach (var packet in LiveFootage.Picture) await live.GiveAsync(packet);

        using var folder = new TemporaryFolder();
        await using (var file = File.Create(folder["seen.mp4"]))
        {
            for (var seen = 0; seen < LiveFootage.Picture.Count;)
            {
                if ((await page.ReadAsync())!.Value.Packet is not { } packet) continue;
                Assert.Equal(LiveFootage.Picture[seen++].Bytes.ToArray(), packet.Bytes.ToArray());
                await file.WriteAsync(packet.Body);
            }
        }
        Ffmpeg.Decode(folder["seen.mp4"]);
        Assert.Equal(2.0, Ffmpeg.DurationSeconds(folder["seen.mp4"]), 0.1);
    }

    [Fact]
    public async Task LastViewer_Leaves_BoxStopsFiveSecondsLater()
    {
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        using (var page = await WatchAsync())
        {
            Assert.Equal("teacher", await live.WishAsync());
        }
        await Eventually.TrueAsync(() => Board.Viewers == 0, s_soon, () => "the viewer is gone");
        var before = Time.GetUtcNow();
        var wish = live.WishAsync();
        while (!wish.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(wish, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
        Assert.Equal("", await wish);
        Assert.True(Time.GetUtcNow() - before >= LiveBoard.Linger);
    }

    [Fact]
    public async Task SecondStream_OfTheBox_ReplacesTheFirst_AndViewersGoOn()
    {
        using var page = await WatchAsync();
        var (first, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var firstPushing = first;
        foreach (var packet in LiveFootage.Picture.Take(3)) await first.GiveAsync(packet);
        while ((await page.ReadAsync())!.Value.Packet != null || page.Socket.State != WebSocketState.Open)
        {
        }
        var (second, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var secondPushing = second;
        Assert.Equal((GrpcStatusCode.Aborted, "replaced"), await first.EndAsync());
        foreach (var packet in LiveFootage.Picture.Take(5)) await second.GiveAsync(packet);
        var captured = new List<long>();
        while (captured.Count < 4)
        {
            if ((await page.ReadAsync())!.Value.Packet is { Kind: LiveKind.Frame } packet) captured.Add(packet.Microseconds);
        }
        Assert.Equal(LiveFootage.Picture.Skip(1).Take(4).Select(packet => packet.Microseconds), captured);
    }

    [Fact]
    public async Task Box_Goes_ViewerIsToldLost_AndLiveWhenItIsBack()
    {
        using var page = await WatchAsync();
        var (first, _) = await LiveBox.OfferAsync(Box, "teacher");
        foreach (var packet in LiveFootage.Picture.Take(10)) await first.GiveAsync(packet);
        Assert.Equal(("waiting", "live"), (await page.StateAsync(), await page.StateAsync()));
        await first.DisposeAsync();
        Assert.Equal("lost", await page.StateAsync());
        var (second, wish) = await LiveBox.OfferAsync(Box, "teacher");
        await using var secondPushing = second;
        Assert.Equal("teacher", wish);
        foreach (var packet in LiveFootage.Picture.Take(11)) await second.GiveAsync(packet);
        Assert.Equal("live", await page.StateAsync());
    }

    [Theory]
    [InlineData("message", "offer_missing")]
    [InlineData("names", "live_message_invalid")]
    [InlineData("bytes", "live_message_invalid")]
    public async Task Push_OfWhatIsWrong_IsRefused(string fault, string code)
    {
        await using var live = LiveBox.Open(Box);
        if (fault == "names") await live.SayAsync(LiveBox.Offer("../teacher"));
        if (fault == "bytes") await live.SayAsync(LiveBox.Offer("teacher"));
        if (fault != "names") await live.GiveAsync([2, 0, 0]);
        Assert.Equal((GrpcStatusCode.InvalidArgument, code), await live.EndAsync());
    }

    [Fact]
    public async Task Push_OfTooLargeAMessage_IsRefused()
    {
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        await live.GiveAsync(new byte[LiveLimits.MessageBytes + 4096]);
        Assert.Equal((GrpcStatusCode.ResourceExhausted, "live_message_too_large"), await live.EndAsync());
    }

    [Fact]
    public async Task Pull_WithoutALesson_IsRefused_AndGetsFramesOnceLinked()
    {
        var other = await Hub.CreatePlaceAsync(Client, "二");
        await using var receiver = await TestBox.EnrolAsync(Hub, other.RoomId);
        await using (var call = await PullAsync(receiver))
        {
            Assert.Equal((GrpcStatusCode.PermissionDenied, "live_not_linked"), await TestBox.RefusalAsync(call.ReadAsync(CancellationToken.None).AsTask()));
        }
        var links = Hub.Services.GetRequiredService<LinkedRooms>();
        links.Set("lesson", [new RoomLink(Place.RoomId, other.RoomId, new HashSet<string> { "teacher" }, Sound: true)]);
        await using (var wrong = await PullAsync(receiver, "screen"))
        {
            Assert.Equal((GrpcStatusCode.PermissionDenied, "live_not_linked"), await TestBox.RefusalAsync(wrong.ReadAsync(CancellationToken.None).AsTask()));
        }
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        await using var pulling = await PullAsync(receiver);
        Assert.Equal("teacher", await live.WishAsync());
        foreach (var packet in LiveFootage.Picture) await live.GiveAsync(packet);
        foreach (var packet in LiveFootage.Picture) Assert.Equal(packet.Bytes.ToArray(), (await pulling.ReadAsync(CancellationToken.None))!.Bytes.ToByteArray());
    }

    [Fact]
    public async Task Viewers_BeyondTheLimit_AreAskedToComeBack()
    {
        using var one = await WatchAsync();
        using var two = await WatchAsync();
        using var three = await WatchAsync("screen");
        Assert.Equal((503, "live_full", "5"), await RefusedAsync());
        one.Dispose();
        await Eventually.TrueAsync(() => Board.Viewers == 2, s_soon, () => "one is gone");
        using var again = await WatchAsync();
        var metrics = await Client.GetStringAsync("/metrics");
        Assert.Contains("tongtang_hub_live_viewers 3", metrics, StringComparison.Ordinal);
        Assert.Contains("tongtang_hub_live_viewers_refused_total 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_ThatReadsNothing_IsCutAfterTenSeconds_AndTheOthersSeeEverything()
    {
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        using var silent = await WatchAsync();
        using var quick = await WatchAsync();
        await live.GiveAsync(LiveFootage.Picture[0]);
        for (var frame = 1; frame <= 20; frame++) await SeenAsync(frame);
        Assert.Equal(2, Board.Viewers);
        // On a busy machine its line is full only seconds later: it is sent the newest frame of each.
        var seconds = 0;
        await Eventually.TrueAsync(IsCutAsync, s_soon, () => $"whoever reads nothing is cut; {seconds} s went by, {Board.Viewers} watch, {Board.Dropped} frames were dropped");
        Assert.True(seconds > 10, $"It was cut after {seconds} s.");
        await SeenAsync(20 + seconds + 1);

        async Task<bool> IsCutAsync()
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await SeenAsync(20 + ++seconds);
            return Board.Viewers == 1;
        }

        async Task SeenAsync(int frame)
        {
            await live.GiveAsync(Large(frame));
            while ((await quick.ReadAsync())!.Value.Packet?.Microseconds != frame)
            {
            }
        }
    }

    [Fact]
    public async Task Viewer_WhoTalksTooMuch_IsClosed()
    {
        using var talkative = await WatchAsync();
        for (var word = 0; word <= LiveLimits.InboundPerSecond; word++) await talkative.SayAsync("""{"type":"lag","ms":120}""");
        Assert.Equal((1008, "too_many"), await talkative.EndAsync());
        using var verbose = await WatchAsync();
        await verbose.SayAsync(new string('x', LiveLimits.InboundBytes + 1));
        Assert.Equal((1008, "too_long"), await verbose.EndAsync());
    }

    [Theory]
    [InlineData("""{"type":"lag","ms":1e400}""")]
    [InlineData("""{"type":["lag"],"ms":{}}""")]
    [InlineData("[[[")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Viewer_WhoSaysNonsense_IsLetBe(string text)
    {
        using var page = await WatchAsync();
        await page.SayAsync(text);
        await page.SayAsync("""{"type":"lag","ms":2500}""");
        await Eventually.TrueAsync(async () => (await Client.GetStringAsync("/metrics")).Contains("tongtang_hub_live_viewer_lag_seconds_max 2.5", StringComparison.Ordinal), s_soon, () => "the lag is counted");
        Assert.Equal(WebSocketState.Open, page.Socket.State);
    }

    [Fact]
    public async Task Viewer_WhoseRightEnds_IsClosed()
    {
        using var page = await WatchAsync();
        Assert.Equal("waiting", await page.StateAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync($"/api/v1/rooms/{Place.RoomId}")).StatusCode);
        Time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal((1008, "forbidden"), await page.EndAsync());
    }

    [Fact]
    public async Task Sources_ThatTheBoxNoLongerOffers_AreOver()
    {
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        using var page = await WatchAsync();
        await live.SayAsync(LiveBox.Offer("screen"));
        Assert.Equal(("waiting", "ended"), (await page.StateAsync(), await page.StateAsync()));
        Assert.Equal((1000, "ended"), await page.EndAsync());
        Assert.Equal((404, "live_source_unknown", null), await RefusedAsync());
    }

    [Fact]
    public async Task Watching_WhatTheSchoolForbids_AsAStranger_OrFromElsewhere_IsRefused()
    {
        using var stranger = await Hub.ClientAsync(new Scope(ScopeKind.School, (await Hub.CreatePlaceAsync(Client, "二")).SchoolId));
        Assert.Equal((404, "room_unknown", null), await RefusedAsync(client: stranger));
        Assert.Equal((403, "origin_foreign", null), await RefusedAsync(options => options.SetRequestHeader("Origin", "https://evil.example")));
        Assert.Equal((404, "live_source_unknown", null), await RefusedAsync(source: "tracks"));
        Assert.Equal((400, "websocket_required"), await (await Client.GetAsync($"/live/{Place.RoomId}/teacher")).ProblemAsync());
        (await Client.PutAsJsonAsync($"/api/v1/schools/{Place.SchoolId}/remote-limits", new { forbidden = new[] { "camera_picture" } })).EnsureSuccessStatusCode();
        Assert.Equal((403, "capability_forbidden", null), await RefusedAsync());
        Assert.Equal((403, "capability_forbidden"), await (await Client.GetAsync($"/api/v1/rooms/{Place.RoomId}/live")).ProblemAsync());
    }

    [Fact]
    public async Task List_HasRoomsThatAreWatchedOrRecord_WithinTheScope()
    {
        Assert.Equal(0, (await Client.GetJsonAsync("/api/v1/live"))["total"]!.GetValue<int>());
        using var page = await WatchAsync();
        var item = (await Client.GetJsonAsync("/api/v1/live"))["items"]!.AsArray().Single()!;
        Assert.Equal((Place.RoomId, 0), (item["roomId"]!.GetValue<string>(), item["sources"]!.AsArray().Count));
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher", "screen");
        await using var pushing = live;
        var room = await Client.GetJsonAsync($"/api/v1/rooms/{Place.RoomId}/live");
        Assert.Equal("teacher waiting 1, screen  0", string.Join(", ", room["sources"]!.AsArray().Select(source => $"{source!["name"]} {source["state"]} {source["viewers"]}")));
        using var stranger = await Hub.ClientAsync(new Scope(ScopeKind.School, (await Hub.CreatePlaceAsync(Client, "二")).SchoolId));
        Assert.Equal(0, (await stranger.GetJsonAsync("/api/v1/live"))["total"]!.GetValue<int>());

        await using var link = await Box.ConnectAsync();
        page.Dispose();
        await link.SayAsync(new AgentMessage { State = new ReportedState { Recorder = Protocol.V1.RecorderState.Recording, Title = "分数" } });
        await Eventually.TrueAsync(
            async () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
                var items = (await Client.GetJsonAsync("/api/v1/live?sort=-name"))["items"]!.AsArray();
                return items is [{ } found] && found["title"]?.GetValue<string>() == "分数" && found["viewers"]!.GetValue<int>() == 0;
            },
            s_soon,
            () => "the recording room is listed");
    }

    private Task<LivePage> WatchAsync(string source = "teacher") => LivePage.OpenAsync(Hub, Client, Place.RoomId, source);

    private async Task<(int Status, string? Code, string? RetryAfter)> RefusedAsync(Action<ClientWebSocketOptions>? adjust = null, HttpClient? client = null, string source = "teacher")
    {
        var asker = client ?? Client;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/live/{Place.RoomId}/{source}");
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Protocol", LiveLimits.SubProtocol) })
            request.Headers.TryAddWithoutValidation(name, value);
        if (adjust is not null) request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");
        using var response = await asker.SendAsync(request);
        var (status, code) = await response.ProblemAsync();
        return (status, code, response.Headers.RetryAfter?.Delta?.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<GrpcClientCall<LivePull, LiveMessage>> PullAsync(TestBox box, string source = "teacher")
    {
        var call = box.Channel.Start<LivePull, LiveMessage>(LiveReflection.Descriptor.Services[0].FindMethodByName("Pull"), new GrpcCallOptions(), CancellationToken.None);
        await call.WriteAsync(new LivePull { RoomId = Place.RoomId, Source = source }, CancellationToken.None);
        call.Complete();
        return call;
    }

    /// <summary>A keyframe of a megabyte.</summary>
    private static LivePacket Large(long captured)
    {
        var fragment = new byte[1024 * 1024];
        "\0\0\0\u0008moof"u8.CopyTo(fragment);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(fragment.AsSpan(8), fragment.Length - 8);
        "mdat"u8.CopyTo(fragment.AsSpan(12));
        return LivePacket.OfFrame(LiveTrack.Picture, LiveFrameFlags.Keyframe, 1, captured, fragment);
    }
}
