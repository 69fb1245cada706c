using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>The bell that ends one lesson begins the next: not a frame is missing between the two.</summary>
[Trait("kind", "fault")]
public sealed class BackToBackTests
{
    private static readonly int s_seams = FaultTable.Times("SEAMS", 5);

    [Fact]
    public async Task LessonsBackToBack_TheNextBeginsWithAFrameThatTheOneBeforeHas()
    {
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var lessons = new List<string>();
        for (var number = 0; number <= s_seams; number++)
        {
            if (number > 0) await box.StopRecordingAsync();
            lessons.Add(await box.StartRecordingAsync($"lesson {number}"));
            await box.SourceIsAsync("teacher", "recording");
            await box.SourceIsAsync("screen", "recording");
            await Eventually.LessonGoesOnAsync(3.3);
        }
        await box.StopRecordingAsync();
        foreach (var id in lessons) await hub.RecordingBecomesAsync(id, "complete", seconds: 30);

        foreach (var track in new[] { "teacher.video", "teacher.audio", "screen.video" }) await NoHoleInAsync(hub, lessons, track);
        await NoPictureIsMissingAsync(hub, lessons);
        FaultTable.Add(
            "F13", "two lessons back to back: stop, and start at once", $"{s_seams} times",
            "in picture and sound of both sources the next lesson begins before the one before ends, and by its burned clock its first picture is one that the one before has; no hole within", "held");
    }

    private static async Task NoHoleInAsync(Hub hub, IEnumerable<string> lessons, string track)
    {
        var spans = new List<IReadOnlyList<(long From, long To)>>();
        foreach (var id in lessons) spans.Add(await StoredSpans.ReadAsync(hub, id, track));
        Assert.All(spans, lesson => Assert.Empty(StoredSpans.Holes(lesson)));
        // Times are whole milliseconds.
        foreach (var (before, after) in spans.Zip(spans.Skip(1))) Assert.InRange(after[0].From - before[^1].To, -60_000, 1);
    }

    private static async Task NoPictureIsMissingAsync(Hub hub, IEnumerable<string> lessons)
    {
        foreach (var view in new[] { 0, 1 })
        {
            double? last = null;
            foreach (var id in lessons)
            {
                using var folder = new TemporaryFolder();
                var stored = await StoredRecording.FetchAsync(hub, id, folder);
                await stored.DecodesSilentlyAsync();
                var made = await BurnedClock.ReadAsync(Assert.Single(stored.Tracks.Where(track => track.Kind == "video").ElementAt(view).Epochs));
                if (last is { } before) Assert.InRange(BurnedClock.Wrap(made[0] - before), -10_000, 0);
                last = made[^1];
            }
        }
    }
}
