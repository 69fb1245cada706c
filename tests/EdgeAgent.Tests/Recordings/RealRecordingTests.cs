using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Onvif;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;
using RecorderState = Tongtang.EdgeAgent.Recordings.RecorderState;
using SourceRole = Tongtang.EdgeAgent.Sources.SourceRole;
using SourceState = Tongtang.EdgeAgent.Recordings.SourceState;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>Real ffmpeg, real disk, real time.</summary>
public sealed class RealRecordingTests
{
    [Fact]
    public async Task Record_TwoTestSources_WholeInStepAndAsLongAsTheClock()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"), RecorderRoom.Test("screen", audio: "none", role: SourceRole.Screen));
        var id = await room.StartAsync();
        await Eventually.LessonGoesOnAsync(6);
        var length = await room.StopAsync();

        foreach (var name in new[] { "teacher.video", "teacher.audio", "screen.video" })
        {
            var track = new StoredTrack(room.Journal, id, name);
            track.MustBeSound();
            await track.MustDecodeSilentlyAsync(folder);
            Assert.InRange(track.StartSeconds, 0, 1.5);
            Assert.InRange(track.EndSeconds, length - 0.1, length + 0.1);
            Assert.Equal(0, track.LargestGapSeconds, 0.003);
            Assert.Single(track.Epochs);
        }
        var description = room.Journal.Describe(id)!;
        Assert.Equal(["teacher", "screen"], description.Views.Select(v => v.Name));
        Assert.Equal(("teacher.video", "teacher.audio"), (description.Views[0].VideoTrack, description.Views[0].AudioTrack));
        Assert.Equal(("screen.video", ""), (description.Views[1].VideoTrack, description.Views[1].AudioTrack));
        Assert.Equal(3, room.Journal.Closing(id)!.Totals.Count);
    }

    [Fact]
    public async Task Start_RightAfterTheSourcesWereSaved_RecordsTheNewOnes()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"));
        await room.Sources.ReplaceAsync([RecorderRoom.Test("blackboard")], CancellationToken.None);
        await room.StartAsync();
        await room.SourceIsAsync("blackboard", SourceState.Recording);
        Assert.Single(room.Recorder.Status.Sources);
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Record_OnvifCamera_ItsStreamIsRecordedAndTheSecretNowhere()
    {
        const string password = "p@ss' w:1";
        using var folder = new TemporaryFolder();
        await using var stream = await RtspCamera.StartAsync(("user", "admin"), ("password", password));
        var camera = new OnvifSimulator(TimeProvider.System) { User = "admin", Password = password, Camera = new(TimeProvider.System) { Stream = $"rtsp://127.0.0.1:{stream.Port}/main" } };
        await using var host = SimulatorHost.Start(camera, ConnectionKind.Http);
        var address = $"http://admin:{Uri.EscapeDataString(password)}@127.0.0.1:{host.Connection.Port}";
        await using var room = await RecorderRoom.StartAsync(folder, new SourceOptions { Name = "teacher", Kind = SourceKind.Onvif, Address = address });
        var id = await room.StartAsync();
        await room.SourceIsAsync("teacher", SourceState.Recording, 30);
        await Eventually.LessonGoesOnAsync(4);
        await room.StopAsync();

        new StoredTrack(room.Journal, id, "teacher.video").MustBeSound();
        foreach (var secret in new[] { password, Uri.EscapeDataString(password) }) Assert.DoesNotContain(room.Logs.Lines, line => line.Contains(secret));
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Record_RtspCameraWithG711AndAPassword_CopiedAndTheSecretNowhere()
    {
        const string password = "p@ss' w:1";
        using var folder = new TemporaryFolder();
        await using var camera = await RtspCamera.StartAsync(("user", "admin"), ("password", password));
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Rtsp("teacher", camera.Address));
        var id = await room.StartAsync();
        await room.SourceIsAsync("teacher", SourceState.Recording);
        var lines = await Programs.RunAsync("ps", "-eo", "args");
        await Eventually.LessonGoesOnAsync(8);
        var length = await room.StopAsync();

        foreach (var name in new[] { "teacher.video", "teacher.audio" })
        {
            var track = new StoredTrack(room.Journal, id, name);
            track.MustBeSound();
            await track.MustDecodeSilentlyAsync(folder);
            Assert.InRange(track.EndSeconds, length - 0.15, length + 0.1);
        }
        Assert.Contains(".ffconcat", lines);
        var escaped = Uri.EscapeDataString(password);
        Assert.DoesNotContain(escaped, lines);
        Assert.DoesNotContain(password, lines);
        Assert.DoesNotContain(room.Logs.Lines, line => line.Contains(password) || line.Contains(escaped));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "run", "teacher.ffconcat")));
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Camera_KilledAndBackWithAnotherSize_SameRecordingNewEpochTheOtherNeverNotices()
    {
        using var folder = new TemporaryFolder();
        await using var camera = await RtspCamera.StartAsync();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Rtsp("camera", camera.Address), RecorderRoom.Test("screen"));
        var id = await room.StartAsync();
        await room.SourceIsAsync("camera", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(4);
        await camera.KillAsync();
        await room.SourceIsAsync("camera", SourceState.Lost);
        Assert.NotEmpty(room.Recorder.Status.Sources[0].Problem);
        await Eventually.LessonGoesOnAsync(2);
        var backAt = room.Recorder.Status.Elapsed.TotalSeconds;
        await camera.StartAgainAsync(("width", 480), ("height", 270));
        await room.SourceIsAsync("camera", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(3);
        var length = await room.StopAsync();

        var track = new StoredTrack(room.Journal, id, "camera.video");
        track.MustBeSound();
        await track.MustDecodeSilentlyAsync(folder);
        Assert.Equal(2, track.Epochs.Count);
        Assert.InRange(track.Segments.First(s => s.Epoch == 1).MediaTimeUs / 1e6, backAt - 0.2, backAt + 5);
        Assert.InRange(track.EndSeconds, length - 0.15, length + 0.1);
        var other = new StoredTrack(room.Journal, id, "screen.video");
        Assert.Single(other.Epochs);
        Assert.Equal(0, other.LargestGapSeconds, 0.003);
    }

    [Theory]
    [Trait("speed", "slow")]
    [InlineData("KILL", 4)]
    [InlineData("STOP", 9)]
    public async Task Ffmpeg_KilledOrFrozen_StartedAgainInTheSameRecording(string signal, double seconds)
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, new Dictionary<string, string?> { ["Recording:Stall"] = "00:00:03" }, RecorderRoom.Test("teacher"));
        var id = await room.StartAsync();
        await room.SourceIsAsync("teacher", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(3);
        var pids = await room.CapturesOfAsync(Path.Combine(folder.Path, "run", "teacher-"));
        foreach (var pid in pids) await Programs.RunAsync("kill", $"-{signal}", $"{pid}");
        await Eventually.LessonGoesOnAsync(seconds);
        await room.SourceIsAsync("teacher", SourceState.Recording);
        await room.StopAsync();

        Assert.Single(pids);
        foreach (var name in new[] { "teacher.video", "teacher.audio" })
        {
            var track = new StoredTrack(room.Journal, id, name);
            track.MustBeSound();
            await track.MustDecodeSilentlyAsync(folder);
            Assert.Equal(2, track.Epochs.Count);
            Assert.InRange(track.LargestGapSeconds, 0.2, signal == "KILL" ? 3 : 7);
        }
        // It stays warm for a while, and nothing of the earlier run is left.
        Assert.Single(await room.CapturesOfAsync(Path.Combine(folder.Path, "run", "teacher-")));
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Pause_Resume_SpanIsHiddenWholeAndCutAtItsMoment()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"));
        var id = await room.StartAsync();
        await room.SourceIsAsync("teacher", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(3.3);
        var beforePause = room.Recorder.Status.Elapsed.TotalSeconds;
        await room.Recorder.PauseAsync(CancellationToken.None);
        var pausedAt = room.Recorder.Status.Elapsed.TotalSeconds;
        await Eventually.LessonGoesOnAsync(3);
        Assert.Equal(RecorderState.Paused, room.Recorder.Status.State);
        var beforeResume = room.Recorder.Status.Elapsed.TotalSeconds;
        await room.Recorder.ResumeAsync(CancellationToken.None);
        var resumedAt = room.Recorder.Status.Elapsed.TotalSeconds;
        await Eventually.LessonGoesOnAsync(3);
        await room.StopAsync();

        foreach (var name in new[] { "teacher.video", "teacher.audio" })
        {
            var track = new StoredTrack(room.Journal, id, name);
            track.MustBeSound();
            await track.MustDecodeSilentlyAsync(folder);
            var hidden = track.Segments.Where(s => s.Hidden).ToList();
            Assert.InRange(hidden[0].MediaTimeUs / 1e6, beforePause - 0.12, pausedAt + 0.12);
            var shown = track.Segments.First(s => s.Number > hidden[^1].Number);
            Assert.InRange(shown.MediaTimeUs / 1e6, beforeResume - 0.05, resumedAt + 1.1);
            Assert.True(shown.Independent);
            Assert.Equal(0, track.LargestGapSeconds, 0.003);
        }
        var description = room.Journal.Describe(id)!;
        Assert.Equal(HiddenState.Hidden, Assert.Single(description.HiddenSpans).State);
        Assert.All(description.Tracks, t => Assert.Single(t.Hidden));
        Assert.DoesNotContain(room.Journal.Pending(id, 1000), s => s.Hidden);

        room.Journal.DiscardSpan(id, 0);
        Assert.DoesNotContain(new StoredTrack(room.Journal, id, "teacher.video").Segments, s => s.Hidden);
        Assert.All(room.Journal.Describe(id)!.Tracks, t => Assert.Single(t.Lost));
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Start_SecondsAfterAStop_LeavesNoHoleWhateverKeyframesCameBetween()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"));
        var lessons = new List<string>();
        foreach (var secondsBetween in new[] { 0.3, 0.8, 1.3 })
        {
            lessons.Add(await room.StartAsync($"before {secondsBetween}"));
            await room.SourceIsAsync("teacher", SourceState.Recording);
            await Eventually.LessonGoesOnAsync(2);
            await room.StopAsync();
            await Eventually.LessonGoesOnAsync(secondsBetween);
        }
        lessons.Add(await room.StartAsync("last"));
        await Eventually.LessonGoesOnAsync(2);
        await room.StopAsync();

        foreach (var track in new[] { "teacher.video", "teacher.audio" })
        {
            var stored = lessons.ConvertAll(id => new StoredTrack(room.Journal, id, track));
            stored.ForEach(one => one.MustBeSound());
            foreach (var (one, two) in stored.Zip(stored.Skip(1)))
            {
                var end = one.Segments[^1].CapturedAtMs + (one.Segments[^1].DurationUs / 1000);
                Assert.True(two.Segments[0].CapturedAtMs <= end + 1, $"{track}: {two.Segments[0].CapturedAtMs - end} ms were lost between the two");
            }
        }
        // Long after it, a lesson begins at the last keyframe again, and not with what was kept for one that did not come.
        await Eventually.LessonGoesOnAsync(5);
        var calledAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var late = await room.StartAsync("late");
        await Eventually.LessonGoesOnAsync(2);
        await room.StopAsync();
        Assert.InRange(calledAt - new StoredTrack(room.Journal, late, "teacher.video").Segments[0].CapturedAtMs, 0, 2500);
    }

    [Fact]
    public async Task Start_WarmSource_BeginsBeforeTheCallAndBackToBackLosesNothing()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher", warm: true));
        await room.SourceIsAsync("teacher", SourceState.Warm);
        await Eventually.LessonGoesOnAsync(2.5);
        var calledAt = TimeProvider.System.GetUtcNow();
        var first = await room.StartAsync("First");
        await Eventually.TrueAsync(() => room.Journal.Pending(first, 10).Count > 0, TimeSpan.FromSeconds(3), () => "no durable segment");
        await Eventually.LessonGoesOnAsync(2);
        await room.StopAsync();
        var second = await room.StartAsync("Second");
        await Eventually.LessonGoesOnAsync(2);
        await room.StopAsync();

        var (one, two) = (new StoredTrack(room.Journal, first, "teacher.video"), new StoredTrack(room.Journal, second, "teacher.video"));
        one.MustBeSound();
        two.MustBeSound();
        Assert.True(one.Segments[0].CapturedAtMs <= calledAt.ToUnixTimeMilliseconds(), "the first frame is after the call");
        var end = one.Segments[^1].CapturedAtMs + (one.Segments[^1].DurationUs / 1000);
        Assert.True(two.Segments[0].CapturedAtMs <= end, "time was lost between the two");
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Start_SourceThatRefuses_TheOtherRecordsAndItIsShown()
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(
            folder, RecorderRoom.Rtsp("camera", $"rtsp://admin:secret9@127.0.0.1:{Programs.FreePort()}/main"), RecorderRoom.Test("screen"));
        var id = await room.StartAsync();
        await room.SourceIsAsync("screen", SourceState.Recording);
        await room.SourceIsAsync("camera", SourceState.Lost);
        var problem = room.Recorder.Status.Sources[0].Problem;
        await Eventually.LessonGoesOnAsync(2);
        await room.StopAsync();

        Assert.DoesNotContain("secret9", problem);
        Assert.Equal(["screen"], room.Journal.Describe(id)!.Views.Select(v => v.Name));
        new StoredTrack(room.Journal, id, "screen.video").MustBeSound();
    }
}
