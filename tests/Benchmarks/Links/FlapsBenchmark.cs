using System.Diagnostics;
using System.Globalization;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Links;

/// <summary>
/// A box whose line to the hub is reset ten thousand times (<c>BENCH_FLAPS</c>), each time once the hub has welcomed it:
/// the agent's memory before and after. Its back-off is set to milliseconds; all else is as shipped.
/// </summary>
internal static class FlapsBenchmark
{
    /// <summary>What the first flaps load and compile is not what flaps leave behind.</summary>
    private const int WarmFlaps = 500;

    private const int Samples = 10;
    private static readonly int s_flaps = Environment.GetEnvironmentVariable("BENCH_FLAPS") is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : 10_000;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await using var hub = await Hub.StartAsync("Agents:LinksPerSecond=10000");
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var settings = new { Hub = new { FirstRetry = "00:00:00.0010000", RetryCap = "00:00:00.0100000" }, Monitor = new { Enabled = false } };
        var (box, room) = await Box.StartEnrolledAsync(hub, line, settings, Box.TwoTestSources);
        await using var _ = box;
        await Eventually.LessonGoesOnAsync(5);
        // All that is said until the hub has heard the box's first state, less what keeps the line alive.
        var hello = await HelloBytesAsync(line);
        await FlapAsync(line, WarmFlaps, hello);
        var before = await PssAsync(box);
        var clock = Stopwatch.StartNew();
        var welcomed = await FlapAsync(line, s_flaps, hello);
        var took = clock.Elapsed.TotalSeconds;
        var after = await PssAsync(box);
        await hub.RoomIsAsync(room, "online", 60);
        yield return new Figure("agent's PSS before", "MB", before);
        yield return new Figure($"agent's PSS after {s_flaps} flaps in {took.ToString("0", CultureInfo.InvariantCulture)} s, {welcomed} of them of a link that had come about", "MB", after);
    }

    private static async Task<long> HelloBytesAsync(FaultyLine line)
    {
        var before = line.Bytes;
        line.Cut();
        line.Mend();
        await Eventually.LessonGoesOnAsync(2);
        return (line.Bytes - before) * 3 / 4;
    }

    /// <summary>Returns how many of them came after the link was up again.</summary>
    private static async Task<int> FlapAsync(FaultyLine line, int flaps, long hello)
    {
        var welcomed = 0;
        for (var flap = 0; flap < flaps; flap++)
        {
            var (before, clock) = (line.Bytes, Stopwatch.StartNew());
            while (line.Bytes - before < hello && clock.Elapsed < TimeSpan.FromSeconds(1)) await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            if (line.Bytes - before >= hello) welcomed++;
            line.Cut();
            line.Mend();
        }
        return welcomed;
    }

    private static async Task<List<double>> PssAsync(Box box)
    {
        var samples = new List<double>();
        for (var i = 0; i < Samples; i++)
        {
            await Eventually.LessonGoesOnAsync(1);
            samples.Add(ProcessTree.PssMegabytes(box.ProcessId));
        }
        return samples;
    }
}
