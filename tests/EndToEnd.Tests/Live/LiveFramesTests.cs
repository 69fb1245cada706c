using System.Net.Http.Json;
using Tongtang.Harness;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Live;

/// <summary>A real box and a real hub; the viewer is a WebSocket whose pictures ffmpeg reads the burned clock from.</summary>
[Collection(Alone.Name)]
public sealed class LiveFramesTests(ITestOutputHelper output)
{
    private static readonly object[] s_camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 }];

    [Fact]
    public async Task Watch_RoomThatDoesNotRecord_PictureAndToneAreHereWithinASecond()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub, s_camera);
        await using var _ = box;
        await using (var viewer = await LiveReception.OpenAsync(hub, room, "teacher"))
        {
            await viewer.HasAsync(one => one.Pictures.Count > 0, 20, () => box.Log);
            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System);
            Assert.Equal("teacher", (string)(await box.StatusAsync())["live"]!["sources"]![0]!);
            // What was kept from before the viewer came is late by nature.
            var latencies = (await viewer.LatenciesMsAsync(folder)).Skip(50).Order().ToList();
            output.WriteLine(FormattableString.Invariant($"camera to socket: p50 {latencies[latencies.Count / 2]:0} ms, p95 {latencies[latencies.Count * 95 / 100]:0} ms, {latencies.Count} pictures"));
            Assert.InRange(latencies[latencies.Count / 2], 0, 800);
            Assert.True(latencies.Count >= 60, $"{latencies.Count} pictures");
            Assert.InRange(await viewer.ShareOfToneAsync(folder, 440), 0.3, 1.01);
            Assert.InRange(await viewer.ShareOfToneAsync(folder, 2500), 0, 0.05);
            Assert.Contains("live/full", viewer.States);
        }
        await Eventually.TrueAsync(async () => (await box.StatusAsync())["live"] is null, TimeSpan.FromSeconds(30), () => box.Log);
    }

    [Fact]
    public async Task Watch_CameraAndHubBegunAnew_GoesOnByItself()
    {
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub, s_camera);
        await using var _ = box;
        var id = await box.StartRecordingAsync("Lesson");
        await box.RecorderIsAsync("recording");
        await using var viewer = await LiveReception.OpenAsync(hub, room, "teacher");
        await viewer.HasAsync(one => one.Pictures.Count > 25, 20, () => box.Log);
        var epoch = viewer.Pictures[^1].Epoch;
        await Programs.RunAsync("pkill", "-KILL", "-P", $"{box.ProcessId}", "ffmpeg");
        await viewer.HasAsync(one => one.Pictures[^1].Epoch > epoch, 20, () => box.Log);

        await hub.KillAsync();
        await hub.StartAgainAsync();
        await hub.RoomIsAsync(room, "online");
        await using var again = await LiveReception.OpenAsync(hub, room, "teacher");
        await again.HasAsync(one => one.Pictures.Count > 25, 30, () => box.Log);
        Assert.True(again.Pictures[0].IsKeyframe);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", 60);
    }

    [Fact]
    public async Task Watch_OverAThinLine_ReducedAndNeverOld_FullAgainWhenItIsWide()
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        object[] camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 1280, Height = 720, FramesPerSecond = 25, VideoKbps = 2000 }];
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { }, camera);
        await using var _ = box;
        await using var viewer = await LiveReception.OpenAsync(hub, room, "teacher");
        await viewer.HasAsync(one => one.Pictures.Count > 50, 20, () => box.Log);
        var large = viewer.Pictures[^1].Epoch;
        line.Condition = new LineCondition { BytesPerSecond = 90_000, Delay = TimeSpan.FromMilliseconds(20) };
        await viewer.HasAsync(one => one.States[^1] is "live/reduced" && one.Pictures[^1].Epoch != large, 30, () => box.Log);
        line.Condition = new LineCondition { BytesPerSecond = 25_000, Delay = TimeSpan.FromMilliseconds(20) };
        await viewer.HasAsync(one => one.States[^1] is "live/keyframes" or "live/sound" or "lost/keyframes" or "lost/sound", 20, () => box.Log);
        Assert.NotEqual("full", (string)(await box.StatusAsync())["live"]!["quality"]!);
        var from = viewer.Packets.Count;
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System);
        var late = viewer.Packets.Skip(from).Where(one => one.Kind == ReceivedPacket.FrameKind).Select(one => one.ArrivedMs - (one.Microseconds / 1000.0)).ToList();
        output.WriteLine(FormattableString.Invariant($"on a line of 200 kbit/s: {late.Count} frames, up to {late.Max():0} ms late"));
        Assert.InRange(late.Order().ElementAt(late.Count / 2), 0, 6000);

        line.Condition = LineCondition.Good;
        await viewer.HasAsync(one => one.States[^1] == "live/full", 60, () => box.Log);
    }

    /// <summary>The school's share of a room is below what its camera sends; then the school has no limit any more.</summary>
    [Fact]
    public async Task Watch_SchoolWithASmallBudget_ReducedAndSaidOnThePanel_FullAgainWhenItIsLifted()
    {
        await using var hub = await Hub.StartAsync();
        object[] camera = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 1280, Height = 720, FramesPerSecond = 25, VideoKbps = 2000 }];
        var (box, room) = await Box.StartEnrolledAsync(hub, camera);
        await using var _ = box;
        await using var viewer = await LiveReception.OpenAsync(hub, room, "teacher");
        await viewer.HasAsync(one => one.Pictures.Count > 25 && one.States[^1] == "live/full", 20, () => box.Log);
        var school = $"/api/v1/schools/{(await hub.GetAsync($"rooms/{room}")).Text("schoolId")}";
        (await hub.Http.PatchAsJsonAsync(school, new { liveMegabitsPerSecond = 0.8 })).EnsureSuccessStatusCode();
        await viewer.HasAsync(one => one.States[^1] == "live/reduced", 20, () => box.Log);
        var live = (await box.StatusAsync())["live"]!;
        Assert.Equal(("school", 1), (live.Text("reason"), (int)live["rooms"]!));
        (await hub.Http.PatchAsJsonAsync(school, new { liveMegabitsPerSecond = 0 })).EnsureSuccessStatusCode();
        await viewer.HasAsync(one => one.States[^1] == "live/full", 20, () => box.Log);
    }
}
