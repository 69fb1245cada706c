using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>SIGKILL in mid-lesson: the lesson is there afterwards, once, whole, under the same id.</summary>
[Trait("kind", "fault")]
public sealed partial class KilledProcessTests
{
    [Fact]
    public async Task FfmpegKilled_LessonGoesOnInANewEpoch_TheOtherTrackNeverNotices()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var id = await box.StartRecordingAsync("camera falls");
        await Eventually.LessonGoesOnAsync(5);

        await Captures.SignalAsync(box, "teacher", "KILL");
        await Eventually.LessonGoesOnAsync(8);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 10);

        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        var screen = stored.Tracks.Single(t => t.Playlist.Contains("screen.video", StringComparison.Ordinal));
        Assert.Single(screen.Epochs);
        Assert.DoesNotContain("#EXT-X-DISCONTINUITY\n", screen.Playlist, StringComparison.Ordinal);
        var teacher = stored.Tracks.First(t => t.Playlist.Contains("teacher.video", StringComparison.Ordinal));
        Assert.Equal(2, teacher.Epochs.Count);
        // The hole is filled by a still picture, so that the view lasts as long as the lesson; it is shorter than five seconds.
        Assert.InRange(screen.Seconds - teacher.Seconds, -0.5, 0.5);
        var filledMs = Fills().Matches(teacher.Playlist).Sum(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.InRange(filledMs, 1, 5000);
    }

    [Fact]
    public async Task AgentKilled_SameRecordingGoesOnByItself()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var id = await box.StartRecordingAsync("power falls");
        await Eventually.LessonGoesOnAsync(5);

        await box.KillAsync();
        await box.StartAgainAsync();
        await box.RecorderIsAsync("recording", seconds: 15);
        Assert.Equal(id, (await box.StatusAsync())["recorder"]!.Text("recordingId"));
        await Eventually.LessonGoesOnAsync(5);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 15);

        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        Assert.All(stored.Tracks, track => Assert.True(track.Seconds > 7, $"{track.Kind} has only {track.Seconds} s"));
        Assert.Equal(1, (await hub.GetAsync("recordings")).Number("total"));
    }

    [Fact]
    public async Task HubKilled_NothingIsLostAndNothingIsTwice()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var id = await box.StartRecordingAsync("hub falls");
        await Eventually.LessonGoesOnAsync(5);

        await hub.KillAsync();
        await Eventually.LessonGoesOnAsync(3);
        await hub.StartAgainAsync();
        await hub.RoomIsAsync(room, "online", seconds: 40);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 40);

        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        Assert.All(stored.Tracks, track => Assert.Single(track.Epochs));
        FaultTable.Add("F07a", "hub killed in mid-lesson", "1", "one epoch per track: the lesson never noticed; nothing twice", "held");
        Assert.All(stored.Tracks, track => Assert.True(track.Seconds > 7, $"{track.Kind} has only {track.Seconds} s"));
    }

    [GeneratedRegex(@"/fill/\d+-\d+-(\d+)\.m4s", RegexOptions.NonBacktracking)]
    private static partial Regex Fills();
}
