using System.Diagnostics;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Lessons;

/// <summary>From the call of stop to <c>complete</c> on the hub with a whole VOD playlist: two sources, loopback.</summary>
internal static class StopBenchmark
{
    private static readonly int Rounds = Setting("BENCH_ROUNDS", 20);
    private static readonly int LessonSeconds = Setting("BENCH_LESSON_SECONDS", 60);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var samples = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var id = await box.StartRecordingAsync($"stop {round}");
            await Eventually.LessonGoesOnAsync(LessonSeconds);
            var stop = Stopwatch.StartNew();
            await box.StopRecordingAsync();
            await hub.RecordingBecomesAsync(id, "complete", 30);
            foreach (var view in new[] { "teacher", "screen" })
                await Eventually.TrueAsync(() => IsWholeAsync(hub, id, view), TimeSpan.FromSeconds(30), () => $"{view} has no end");
            samples.Add(stop.Elapsed.TotalSeconds);
        }
        yield return new Figure($"stop → playable on the hub, {LessonSeconds} s lesson", "s", samples);
    }

    private static async Task<bool> IsWholeAsync(Hub hub, string id, string view) =>
        (await hub.Http.GetStringAsync(new Uri($"/media/{id}/{view}/video.m3u8", UriKind.Relative))).Contains("#EXT-X-ENDLIST", StringComparison.Ordinal);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
