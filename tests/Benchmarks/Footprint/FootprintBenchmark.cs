using System.Diagnostics;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Footprint;

/// <summary>Memory of the agent's own process, and how long it takes to answer after a cold start.</summary>
internal static class FootprintBenchmark
{
    private const int Starts = 7;
    private const int Samples = 30;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var starts = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            var clock = Stopwatch.StartNew();
            await using var box = await Box.StartAsync();
            starts.Add(clock.Elapsed.TotalMilliseconds);
        }
        yield return new Figure("agent, cold start → healthz", "ms", starts);

        await using var running = await Box.StartAsync();
        await Eventually.LessonGoesOnAsync(20);
        yield return new Figure("agent, PSS idle", "MB", await PssAsync(running));
        await running.StartRecordingAsync("footprint");
        await Eventually.LessonGoesOnAsync(30);
        yield return new Figure("agent, PSS recording two sources", "MB", await PssAsync(running));
    }

    private static async Task<List<double>> PssAsync(Box box)
    {
        var samples = new List<double>();
        for (var i = 0; i < Samples; i++)
        {
            samples.Add(ProcessTree.PssMegabytes(box.ProcessId));
            await Eventually.LessonGoesOnAsync(1);
        }
        return samples;
    }
}
