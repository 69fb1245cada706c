using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Lessons;

[Collection(Alone.Name)]
public sealed class OneLessonTests
{
    private static readonly TimeSpan StopToPlayable = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Lesson_OfTwoSources_GrowsOnTheHubAndIsWholeWithinTwoSecondsOfStop()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var _ = box;

        var id = await box.StartRecordingAsync("数学 “分数” 🍎");
        await hub.RecordingBecomesAsync(id, "recording", seconds: 10);
        await Eventually.LessonGoesOnAsync(12);
        Assert.True((await hub.RecordingAsync(id))["progress"]!.Number("stored") >= 6, "the recording does not grow while it runs");
        await box.StopRecordingAsync();
        var sinceStop = Stopwatch.StartNew();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 10);
        Assert.True(sinceStop.Elapsed < StopToPlayable, $"complete only {sinceStop.Elapsed.TotalSeconds:0.0} s after stop");

        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        Assert.Equal("数学 “分数” 🍎", stored.Description.Text("title"));
        Assert.Equal(room, stored.Description.Text("roomId"));
        Assert.Contains("#EXT-X-ENDLIST", stored.Tracks[0].Playlist, StringComparison.Ordinal);
        await stored.DecodesSilentlyAsync();
    }

    [Fact]
    public async Task Lesson_RecordedOffline_ArrivesAfterEnrolment()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        await using var box = await Box.StartAsync();
        var id = await box.StartRecordingAsync("offline");
        await Eventually.LessonGoesOnAsync(6);
        await box.StopRecordingAsync();
        await box.RecorderIsAsync("idle");

        var room = await hub.CreateRoomAsync("Late room");
        await box.EnrolAsync(hub, await hub.JoinCodeAsync(room));

        await hub.RecordingBecomesAsync(id, "complete", seconds: 45);
        await (await StoredRecording.FetchAsync(hub, id, folder)).DecodesSilentlyAsync();
    }

    [Fact]
    public async Task Start_Twice_IsTheSameRecording_AndStopWhenIdleIsNoError()
    {
        await using var box = await Box.StartAsync();
        var first = await box.StartRecordingAsync("one");
        var second = await box.StartRecordingAsync("two");
        await box.StopRecordingAsync();
        await box.RecorderIsAsync("idle");
        await box.StopRecordingAsync();

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Commands_FromTheConsole_StartPauseResumeAndStop()
    {
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var _ = box;

        var started = await hub.PostAsync($"rooms/{room}/commands", new { action = "start", title = "from afar" });
        var id = started.Text("recordingId");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(4);
        await hub.PostAsync($"rooms/{room}/commands", new { action = "pause" });
        await box.RecorderIsAsync("paused");
        await Eventually.LessonGoesOnAsync(3);
        await hub.PostAsync($"rooms/{room}/commands", new { action = "resume" });
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(4);
        await hub.PostAsync($"rooms/{room}/commands", new { action = "stop" });

        await hub.RecordingBecomesAsync(id, "complete", seconds: 10);
        var recording = await hub.RecordingAsync(id);
        Assert.InRange(recording.Number("durationSeconds"), 6, 11.9);
        var playlist = await hub.Http.GetStringAsync(new Uri($"/media/{id}/teacher/video.m3u8", UriKind.Relative));
        Assert.Contains("#EXT-X-DISCONTINUITY", playlist, StringComparison.Ordinal);
    }
}
