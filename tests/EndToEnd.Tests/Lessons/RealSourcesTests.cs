using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Lessons;

[Collection(Alone.Name)]
public sealed class RealSourcesTests
{
    private const double LessonSeconds = 20;

    [Fact]
    public async Task CameraAndScreen_TwentySeconds_DecodeCleanlyAndLastAsLongAsTheClockSays()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        await using var camera = await RtspCamera.StartAsync();
        using var screen = await StartScreenAsync(out var display);
        var (box, _) = await Box.StartEnrolledAsync(
            hub,
            new { Name = "teacher", Kind = "rtsp", Role = "teacher", camera.Address },
            new { Name = "screen", Kind = "screen", Role = "screen", Address = display, FramesPerSecond = 10 });
        await using var __ = box;

        var id = await box.StartRecordingAsync("camera and screen");
        await box.SourceIsAsync("teacher", "recording");
        await box.SourceIsAsync("screen", "recording");
        await Eventually.LessonGoesOnAsync(LessonSeconds);
        await box.StopRecordingAsync();
        var recorder = (await box.Http.GetStringAsync(new Uri("/api/v1/recordings", UriKind.Relative)))!;
        await hub.RecordingBecomesAsync(id, "complete", 15);
        screen.Kill();

        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        Assert.Equal(3, stored.Tracks.Count);
        var end = DateTimeOffset.Parse(stored.Description.Text("endedAt"), System.Globalization.CultureInfo.InvariantCulture);
        foreach (var track in stored.Tracks)
        {
            Assert.True(track.Seconds > LessonSeconds - 1, $"{track.Kind} has only {track.Seconds} s\n{recorder}");
            // A picture ends with its last frame: up to a tenth of a second at ten frames, and what was still in ffmpeg.
            Assert.InRange((end - track.Start).TotalSeconds - track.Seconds, -0.1, 0.7);
        }
    }

    [Fact]
    public async Task TwoCameras_AreInStepByTheirBurnedClocks()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var id = await box.StartRecordingAsync("in step");
        await Eventually.LessonGoesOnAsync(10);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", 15);

        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        var pictures = stored.Tracks.Where(t => t.Kind == "video").ToList();
        var first = await BurnedClock.OffsetMsAsync(pictures[0].Epochs[0]);
        var second = await BurnedClock.OffsetMsAsync(pictures[1].Epochs[0]);
        // Both clocks are read when the picture is made; encoding holds each back by a frame or two.
        Assert.InRange(BurnedClock.Wrap(first - second), -80, 80);
    }

    /// <summary>A real X server without a monitor.</summary>
    private static Process StartScreen(string display) =>
        Process.Start(new ProcessStartInfo("Xvfb", [display, "-screen", "0", "1280x720x24", "-nolisten", "tcp"]) { RedirectStandardError = true })!;

    private static Task<Process> StartScreenAsync(out string display)
    {
        var number = Random.Shared.Next(1000, 9000);
        display = $":{number}";
        return WaitForAsync(StartScreen(display), number);
    }

    private static async Task<Process> WaitForAsync(Process server, int number)
    {
        await Eventually.TrueAsync(() => File.Exists($"/tmp/.X11-unix/X{number}"), TimeSpan.FromSeconds(10), () => "Xvfb did not start");
        return server;
    }
}
