using System.Globalization;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Lessons;

/// <summary>From the call of start to the first frame that the recording holds, and to its first durable segment.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 5;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        foreach (var warm in new[] { true, false })
        {
            var name = warm ? "warm" : "cold";
            var (frames, durable) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                await using var box = await Box.StartAsync(Source(warm));
                if (warm) await box.SourceIsAsync("teacher", "warm");
                if (warm) await Eventually.LessonGoesOnAsync(2);
                var called = TimeProvider.System.GetUtcNow();
                var id = await box.StartRecordingAsync("start");
                var segment = await FirstSegmentAsync(box, id);
                durable.Add((new DateTimeOffset(File.GetLastWriteTimeUtc(segment)) - called).TotalMilliseconds);
                frames.Add((await FirstFrameAsync(box, id) - called).TotalMilliseconds);
            }
            yield return new Figure($"start → first frame, {name}", "ms", frames);
            yield return new Figure($"start → first durable segment, {name}", "ms", durable);
        }
    }

    private static object Source(bool warm) =>
        new { Name = "teacher", Kind = "test", Role = "teacher", Width = 1280, Height = 720, FramesPerSecond = 25, Warm = warm };

    private static async Task<string> FirstSegmentAsync(Box box, string id)
    {
        var folder = Path.Combine(box.DataFolder, "recordings", id, "teacher.video");
        string? segment = null;
        await Eventually.TrueAsync(
            () => Directory.Exists(folder) && (segment = Directory.GetFiles(folder, "*.m4s").Order(StringComparer.Ordinal).FirstOrDefault()) is not null,
            TimeSpan.FromSeconds(20),
            () => "no segment came\n" + box.Log);
        return segment!;
    }

    private static async Task<DateTimeOffset> FirstFrameAsync(Box box, string id)
    {
        var playlist = await box.Http.GetStringAsync(new Uri($"/media/{id}/teacher/video.m3u8", UriKind.Relative));
        var line = playlist.Split('\n').First(l => l.StartsWith("#EXT-X-PROGRAM-DATE-TIME:", StringComparison.Ordinal));
        return DateTimeOffset.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
    }
}
