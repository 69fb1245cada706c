using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>A camera that hangs or reboots, a capture that hangs: seen, mended, and the other track never notices.</summary>
[Trait("kind", "fault")]
public sealed class CameraFaultTests
{
    private static readonly int s_falls = FaultTable.Times("CAMERA_FALLS", 1);

    private static readonly double[] s_downSeconds = [1, 3, 2];

    private static readonly object s_screen = new { Name = "screen", Kind = "test", Role = "screen", Width = 640, Height = 360, FramesPerSecond = 25, Audio = "none" };

    [Fact]
    public async Task CameraRebootedThreeTimes_HolesAreAsLongAsItWasDown_TheScreenHasNone()
    {
        await using var lesson = await LessonAsync();
        var reboots = new List<(DateTimeOffset Down, DateTimeOffset Up)>();
        foreach (var downSeconds in Enumerable.Repeat(s_downSeconds, s_falls).SelectMany(seconds => seconds))
        {
            await Eventually.LessonGoesOnAsync(3);
            await lesson.Camera.KillAsync();
            var down = TimeProvider.System.GetUtcNow();
            await Eventually.LessonGoesOnAsync(downSeconds);
            await lesson.Camera.StartAgainAsync();
            reboots.Add((down, TimeProvider.System.GetUtcNow()));
            await lesson.Box.SourceIsAsync("camera", "recording", seconds: 15);
        }
        await lesson.EndAsync();

        var holes = StoredSpans.Holes(await StoredSpans.ReadAsync(lesson.Hub, lesson.Id, "camera.video"));
        Assert.Equal(reboots.Count, holes.Count);
        foreach (var (hole, reboot) in holes.Zip(reboots))
            Assert.InRange(hole.Seconds, 0, (reboot.Up - reboot.Down).TotalSeconds + 5);
        Assert.Empty(StoredSpans.Holes(await StoredSpans.ReadAsync(lesson.Hub, lesson.Id, "screen.video")));
        FaultTable.Add("F10a", "camera killed and started again three times, down for 1, 3 and 2 s", $"{s_falls}", "as many holes, each ≤ down time + 5 s; the screen's track has none", FormattableString.Invariant($"held, the longest hole {holes.Max(hole => hole.Seconds):0.0} s"));
    }

    [Fact]
    public async Task CaptureFrozen_IsSeenWithinTenSecondsAndReplaced()
    {
        await using var lesson = await LessonAsync();
        for (var fall = 0; fall < s_falls; fall++)
        {
            await Captures.SignalAsync(lesson.Box, "camera", "STOP");
            await lesson.Box.SourceIsAsync("camera", "lost", seconds: 10);
            await lesson.Box.SourceIsAsync("camera", "recording", seconds: 15);
            await Eventually.LessonGoesOnAsync(3);
        }
        await lesson.EndAsync();
        Assert.Equal(s_falls, StoredSpans.Holes(await StoredSpans.ReadAsync(lesson.Hub, lesson.Id, "camera.video")).Count);
        Assert.Empty(StoredSpans.Holes(await StoredSpans.ReadAsync(lesson.Hub, lesson.Id, "screen.video")));
        FaultTable.Add("F10b", "capture (ffmpeg) frozen by SIGSTOP", $"{s_falls}", "seen within 10 s, replaced; the screen's track has no hole", "held");
    }

    [Fact]
    public async Task CameraFrozen_IsSeenWithinTenSecondsAndGoesOnWhenItThaws()
    {
        await using var lesson = await LessonAsync();
        var thawed = new List<DateTimeOffset>();
        for (var fall = 0; fall < s_falls; fall++)
        {
            await lesson.Camera.FreezeAsync();
            await lesson.Box.SourceIsAsync("camera", "lost", seconds: 10);
            await lesson.Camera.ThawAsync();
            thawed.Add(TimeProvider.System.GetUtcNow());
            await lesson.Box.SourceIsAsync("camera", "recording", seconds: 20);
            await Eventually.LessonGoesOnAsync(3);
        }
        await lesson.EndAsync();
        var holes = StoredSpans.Holes(await StoredSpans.ReadAsync(lesson.Hub, lesson.Id, "camera.video"));
        Assert.Equal(s_falls, holes.Count);
        Assert.All(holes.Zip(thawed), pair => Assert.InRange((pair.First.Until - pair.Second).TotalSeconds, -10, 5));
        Assert.Empty(StoredSpans.Holes(await StoredSpans.ReadAsync(lesson.Hub, lesson.Id, "screen.video")));
        FaultTable.Add("F10c", "camera frozen by SIGSTOP", $"{s_falls}", "seen within 10 s, goes on when it thaws", "held");
    }

    private static async Task<CameraLesson> LessonAsync()
    {
        var camera = await RtspCamera.StartAsync();
        var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub, new { Name = "camera", Kind = "rtsp", Role = "teacher", camera.Address }, s_screen);
        var id = await box.StartRecordingAsync("camera falls");
        await box.SourceIsAsync("camera", "recording");
        await box.SourceIsAsync("screen", "recording");
        await Eventually.LessonGoesOnAsync(3);
        return new CameraLesson(camera, hub, box, id);
    }

    private sealed record CameraLesson(RtspCamera Camera, Hub Hub, Box Box, string Id) : IAsyncDisposable
    {
        public async Task EndAsync()
        {
            await Eventually.LessonGoesOnAsync(3);
            await Box.StopRecordingAsync();
            await Hub.RecordingBecomesAsync(Id, "complete", seconds: 15);
            using var folder = new TemporaryFolder();
            await (await StoredRecording.FetchAsync(Hub, Id, folder)).DecodesSilentlyAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Box.DisposeAsync();
            await Hub.DisposeAsync();
            await Camera.DisposeAsync();
        }
    }
}
