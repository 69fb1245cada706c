using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;
using SourceState = Tongtang.EdgeAgent.Recordings.SourceState;

namespace Tongtang.EdgeAgent.Tests.Live;

/// <summary>A whole agent with a made-up camera, and the hub's side in memory.</summary>
public sealed class LivePushTests
{
    private static readonly (string, string)[] s_camera =
        [("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Width", "320"), ("Sources:0:Height", "180"), ("Sources:1:Name", "desk"), ("Sources:1:Kind", "microphone")];

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Request_OpensAConnectionAndPushesInTheHubsTime_UntilNobodyWatches()
    {
        await using var hub = await new TestHub { ClockOffset = TimeSpan.FromMinutes(3) }.StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Assert.Equal(0, hub.Live.Pushes);
        hub.Live.Want("teacher");
        Ask(hub, "teacher");
        var key = await PacketAsync(hub, box, packet => packet.IsPictureKeyframe);
        await PacketAsync(hub, box, packet => packet is { Kind: LiveKind.Frame, Track: LiveTrack.Sound });

        Assert.Equal(["teacher", "desk"], hub.Live.Offers.First().Sources.Select(source => source.Name));
        Assert.Equal([(true, true), (false, true)], hub.Live.Offers.First().Sources.Select(source => (source.HasPicture, source.HasSound)));
        Assert.Contains(hub.Live.Qualities, quality => quality is { Source: "teacher", Level: LiveQualityLevel.Full });
        var epoch = hub.Live.Packets.First(one => one.Packet.Kind == LiveKind.Epoch && one.Packet.Track == LiveTrack.Picture).Packet;
        var utc = (TimeProvider.System.GetUtcNow() + hub.ClockOffset - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        Assert.InRange(utc - key.Microseconds, 0, 20_000_000);
        using var reader = new FragmentReader();
        reader.Append(epoch.Body.Span);
        reader.Append(key.Body.Span);
        Assert.True(reader.TryRead(out var fragment));
        var timescale = InitSegment.Parse(epoch.Body).Tracks[0].Timescale;
        Assert.InRange(epoch.Microseconds + (fragment.DecodeTime * 1e6 / timescale) - key.Microseconds, -100_000, 100_000);

        var status = await box.Http.GetFromJsonAsync<JsonObject>("/api/v1/status");
        Assert.Equal("""{"sources":["teacher"],"quality":"full","reason":"none","rooms":0}""", status!["live"]!.ToJsonString());
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest() });
        await TestHub.EventuallyAsync(() => hub.Live.Open == 0 ? "" : null, box.Log);
        await TestHub.EventuallyAsync(() => box.Get<Recorder>().Status.Sources[0].State == SourceState.Cold ? "" : null, box.Log);
        Assert.Null((await box.Http.GetFromJsonAsync<JsonObject>("/api/v1/status"))!["live"]);
    }

    /// <summary>The hub divides the school's budget: the box keeps to its share and says so, and has its picture back when the share is larger.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Share_BelowTheCamera_SoundAlone_AndThePanelSaysWhy_UntilItIsLarger()
    {
        (string, string)[] settings =
            [("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Width", "640"), ("Sources:0:Height", "360"), ("Sources:0:VideoKbps", "1500")];
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = settings }.StartEnrolledAsync(hub);
        hub.Live.Want("teacher");
        hub.Live.Share(64, rooms: 3);
        Ask(hub, "teacher");
        await TestHub.EventuallyAsync(() => box.Get<LiveBoard>().Status is { Level: LiveLevel.Sound } ? "" : null, box.Log);
        var status = await box.Http.GetFromJsonAsync<JsonObject>("/api/v1/status");
        Assert.Equal("""{"sources":["teacher"],"quality":"sound","reason":"school","rooms":3}""", status!["live"]!.ToJsonString());
        hub.Live.Share(0, rooms: 0);
        await TestHub.EventuallyAsync(() => box.Get<LiveBoard>().Status is { Level: LiveLevel.Full, Reason: LiveReason.None, Rooms: 0 } ? "" : null, box.Log);
    }

    /// <summary>What the room may use is too little for the camera as it is: it is made small on the box, in time with its sound.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Budget_BelowTheCameras_IsSentSmall_InTime()
    {
        (string, string)[] settings =
        [
            ("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Width", "1280"), ("Sources:0:Height", "720"), ("Sources:0:VideoKbps", "2000"),
            ("Live:MegabitsPerSecond", "0.6"),
        ];
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = settings }.StartEnrolledAsync(hub);
        hub.Live.Want("teacher");
        Ask(hub, "teacher");
        await TestHub.EventuallyAsync(() => hub.Live.Qualities.Any(quality => quality.Level == LiveQualityLevel.Reduced) ? "" : null, box.Log);
        var epoch = await PacketAsync(hub, box, packet => packet is { Kind: LiveKind.Epoch, Track: LiveTrack.Picture } && InitSegment.Parse(packet.Body).Tracks[0].Height == 360);
        var frame = await PacketAsync(hub, box, packet => packet is { Kind: LiveKind.Frame, Track: LiveTrack.Picture } && packet.Epoch == epoch.Epoch);
        Assert.True(frame.IsPictureKeyframe);
        await TestHub.EventuallyAsync(() => Small(hub, epoch).Count > 50 ? "" : null, box.Log);
        var small = Small(hub, epoch);
        // No frame is left out, and each was captured when its large one was: forty milliseconds after the one before.
        var apart = small.Zip(small.Skip(1)).Select(pair => pair.Second.Microseconds - pair.First.Microseconds).Order().ToList();
        Assert.InRange(apart[apart.Count / 2], 30_000, 50_000);
        var sound = hub.Live.Packets.Last(one => one.Packet is { Kind: LiveKind.Frame, Track: LiveTrack.Sound }).Packet;
        Assert.InRange(sound.Microseconds - small[^1].Microseconds, -1_500_000, 1_500_000);
        Assert.InRange(small.Sum(packet => packet.Bytes.Length) * 1e6 / (small[^1].Microseconds - small[0].Microseconds), 5_000, 60_000);
    }

    [Fact]
    public async Task Wish_FollowsWhatIsWatched_AndUnknownNamesAreNothing()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        hub.Live.Want("nobody");
        Ask(hub, "nobody");
        await TestHub.EventuallyAsync(() => hub.Live.Offers.IsEmpty ? null : "", box.Log);
        Assert.Equal(SourceState.Cold, box.Get<Recorder>().Status.Sources[0].State);
        hub.Live.Want("teacher");
        await PacketAsync(hub, box, packet => packet.IsPictureKeyframe);
        hub.Live.Want();
        await TestHub.EventuallyAsync(() => box.Get<Recorder>().Status.Sources[0].State == SourceState.Cold ? "" : null, box.Log);
        Assert.Equal((1, 1), (hub.Live.Pushes, hub.Live.Open));
    }

    /// <summary>Ten seconds of a hub that takes nothing: what comes afterwards is of now, not of then.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task HubHangs_WhatComesAfterwardsIsNew()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        hub.Live.Want("teacher");
        Ask(hub, "teacher");
        await PacketAsync(hub, box, packet => packet.IsPictureKeyframe);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        hub.Live.Hangs = true;
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        var before = hub.Live.Packets.Count;
        hub.Live.Hangs = false;
        var skipped = await TestHub.EventuallyAsync(() => hub.Live.Packets.Skip(before).Select(one => one.Packet).FirstOrDefault(packet => packet.FrameFlags.HasFlag(LiveFrameFlags.AfterDrop)), box.Log);
        Assert.True(skipped.IsPictureKeyframe);
        var stale = hub.Live.Packets.Skip(before).Select(one => one.Packet).TakeWhile(packet => packet != skipped).Count(packet => packet.Track == LiveTrack.Picture);
        Assert.InRange(stale, 0, 45);
    }

    /// <summary>The parts that are pushed are the segment that lies on the disk, byte for byte; a pause is pushed to nobody.</summary>
    [Fact]
    public async Task Parts_OfARunningRecording_AddUpToItsSegments_AndNothingHiddenIsAmongThem()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        var recorder = box.Get<Recorder>();
        var started = await recorder.StartAsync(new StartRecordingRequest { Title = "parts", Sources = ["teacher"] }, CancellationToken.None);
        hub.Live.WantParts("teacher");
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest { Sources = { new LiveSourceWish { Name = "teacher", Parts = true } } } });
        foreach (var track in (LiveTrack[])[LiveTrack.Picture, LiveTrack.Sound])
        {
            var first = await PacketAsync(hub, box, packet => packet is { Kind: LiveKind.Part, Part: 0 } && packet.Track == track);
            var last = await PacketAsync(hub, box, packet => packet.Kind == LiveKind.Part && packet.Track == track && packet.Segment == first.Segment && packet.PartFlags.HasFlag(LivePartFlags.LastOfSegment));
            var parts = hub.Live.Packets.Select(one => one.Packet).Where(packet => packet.Kind == LiveKind.Part && packet.Track == track && packet.Segment == first.Segment).ToList();
            Assert.Equal(Enumerable.Range(0, last.Part + 1), parts.Select(part => (int)part.Part));
            Assert.True(first.PartFlags.HasFlag(LivePartFlags.Independent));
            Assert.Equal(started.RecordingId, first.Recording);
            var name = track == LiveTrack.Picture ? "teacher.video" : "teacher.audio";
            var path = box.Get<RecordingFolders>().Segment(started.RecordingId, name, (int)first.Epoch, (int)first.Segment);
            var stored = await TestHub.EventuallyAsync(() => File.Exists(path) ? File.ReadAllBytes(path) : null, box.Log);
            Assert.Equal(stored, parts.SelectMany(part => part.Body.ToArray()));
        }
        Assert.DoesNotContain(hub.Live.Packets, one => one.Packet.Kind == LiveKind.Frame);

        await recorder.PauseAsync(CancellationToken.None);
        var journal = box.Get<Journal>();
        await TestHub.EventuallyAsync(() => journal.Describe(started.RecordingId)!.Tracks[0].Hidden.Count > 0 ? "" : null, box.Log);
        var hidden = journal.Describe(started.RecordingId)!.Tracks[0].Hidden[0].First;
        Assert.DoesNotContain(hub.Live.Packets, one => one.Packet.Kind == LiveKind.Part && one.Packet.Track == LiveTrack.Picture && one.Packet.Segment >= hidden);
    }

    [Fact]
    public async Task HubGone_ComesBackWhenItIs()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        hub.Live.Want("teacher");
        Ask(hub, "teacher");
        var epoch = await PacketAsync(hub, box, packet => packet.Kind == LiveKind.Epoch);
        await hub.StopAsync();
        hub.Live.Packets.Clear();
        await hub.StartAsync();
        await box.OnlineAsync();
        var again = await PacketAsync(hub, box, packet => packet.Kind == LiveKind.Epoch && packet.Track == epoch.Track);
        Assert.True(epoch.Bytes.Span.SequenceEqual(again.Bytes.Span) || again.Epoch > epoch.Epoch);
        box.Log.Expect("broke off");
    }

    [Fact]
    public async Task ConnectionDeadFromItsBeginning_IsGivenUpForAnother()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        hub.Live.Want("teacher");
        hub.Live.Deaf = 1;
        Ask(hub, "teacher");
        await PacketAsync(hub, box, packet => packet.IsPictureKeyframe);
        Assert.Equal(2, hub.Live.Pushes);
        box.Log.Expect("broke off");
    }

    [Fact]
    public async Task Onlookers_AreShownToTheTeacher_AsTheHubSaysThem_AndOnlyThen()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = s_camera }.StartEnrolledAsync(hub);
        Assert.Null(await OnlookersAsync(box));
        var watchers = new LiveWatchers { ByLink = 2, More = uint.MaxValue, Named = { new LiveWatcher { Name = "王老师" }, new LiveWatcher { Name = new string('x', 5000), Program = true } } };
        watchers.Named.Add(Enumerable.Range(0, 1000).Select(number => new LiveWatcher { Name = $"{number}" }));
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest { Watchers = watchers } });
        await TestHub.EventuallyAsync(() => box.Get<LiveBoard>().Onlookers, box.Log);
        var shown = (await OnlookersAsync(box))!;
        Assert.Equal((16, 99_999, 2), (shown["named"]!.AsArray().Count, shown["more"]!.GetValue<int>(), shown["byLink"]!.GetValue<int>()));
        Assert.Equal("""{"name":"王老师","program":false}""", shown["named"]![0]!.ToJsonString(s_plain));
        Assert.Equal(80, shown["named"]![1]!["name"]!.GetValue<string>().Length);
        Assert.Equal(0, hub.Live.Pushes);
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest() });
        await TestHub.EventuallyAsync(() => box.Get<LiveBoard>().Onlookers is null ? "" : null, box.Log);
        Assert.Null(await OnlookersAsync(box));
    }

    /// <summary>A hub that was started anew knows nobody who watched before.</summary>
    [Fact]
    public void Onlookers_OfTheLinkBefore_AreForgotten_AndWhatIsWatchedGoesOn()
    {
        var board = new LiveBoard();
        board.Request(new LiveRequest { Sources = { new LiveSourceWish { Name = "teacher", Frames = true } }, Watchers = new LiveWatchers { ByLink = 1 } });
        board.ForgetOnlookers();
        Assert.Null(board.Onlookers);
        Assert.Single(board.Requested);
    }

    private static async Task<JsonNode?> OnlookersAsync(TestBox box) => (await box.Http.GetFromJsonAsync<JsonObject>("/api/v1/status"))!["onlookers"];

    private static void Ask(TestHub hub, string source) =>
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest { Sources = { new LiveSourceWish { Name = source, Frames = true } } } });

    private static List<LivePacket> Small(TestHub hub, LivePacket epoch) =>
        [.. hub.Live.Packets.Select(one => one.Packet).Where(packet => packet is { Kind: LiveKind.Frame, Track: LiveTrack.Picture } && packet.Epoch == epoch.Epoch)];

    private static async Task<LivePacket> PacketAsync(TestHub hub, TestBox box, Func<LivePacket, bool> like) =>
        await TestHub.EventuallyAsync(() => hub.Live.Packets.Select(one => one.Packet).FirstOrDefault(like), box.Log);
}
