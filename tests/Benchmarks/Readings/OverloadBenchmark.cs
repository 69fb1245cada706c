using System.Diagnostics;
using System.Globalization;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Readings;

/// <summary>
/// Three hundred boxes, each with a full outbox and four batches of 1,000 under way: more than the line may hold and more
/// than the disk takes, for ten minutes (<c>BENCH_OVERLOAD_SECONDS</c>); loaders and hub share the machine. Meanwhile, and
/// for a minute afterwards, one box is given a command after the other.
/// </summary>
internal static class OverloadBenchmark
{
    private const int Boxes = 300;
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(Setting("BENCH_OVERLOAD_SECONDS", 600));
    private static readonly TimeSpan s_after = TimeSpan.FromMinutes(1);

    /// <summary>Commands of which a p99 is taken: the slowest of them counts.</summary>
    private const int Window = 100;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await using var hub = await Hub.StartAsync();
        await using var commanded = await CommandedAgent.ConnectAsync(hub);
        var agents = new List<DeliveringAgent>();
        for (var i = 0; i < Boxes; i++) agents.Add(await DeliveringAgent.EnrolAsync(hub));
        // What a busy hub needs anyway is not what the overload adds.
        using (var warm = new CancellationTokenSource(TimeSpan.FromSeconds(3))) await Task.WhenAll(agents.Take(8).Select(agent => Task.Run(() => agent.OfferAsync(1000, 4, warm.Token))));
        // All three hundred connections and their rooms' rows too: they are there without it.
        foreach (var agent in agents) await agent.DeliverOneAsync(DeliveringAgent.Series);
        await commanded.CommandAsync();
        var before = await MemoryAsync(hub);

        using var stop = new CancellationTokenSource(s_length);
        var offering = Task.WhenAll(agents.Select(agent => Task.Run(() => agent.OfferAsync(1000, 4, stop.Token))));
        var (during, peak, clock) = (new List<double>(), before, Stopwatch.StartNew());
        var memory = Stopwatch.StartNew();
        while (!stop.IsCancellationRequested)
        {
            during.Add((await commanded.CommandAsync()).TotalMilliseconds);
            if (memory.Elapsed > TimeSpan.FromSeconds(1))
            {
                peak = Math.Max(peak, await MemoryAsync(hub));
                memory.Restart();
            }
        }
        var ended = Stopwatch.StartNew();
        var (after, calm) = (new List<double>(), (double?)null);
        while (ended.Elapsed < s_after || after.Count < Window)
        {
            after.Add((await commanded.CommandAsync()).TotalMilliseconds);
            if (calm is null && after.Count >= Window && after.TakeLast(Window).Max() < 1000) calm = ended.Elapsed.TotalSeconds;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        await offering;
        peak = Math.Max(peak, await MemoryAsync(hub));

        var (acknowledged, stored, turnedAway) = (agents.Sum(agent => agent.Acknowledged), await MetricAsync(hub, "items_stored_total"), agents.Sum(agent => agent.TurnedAway));
        foreach (var agent in agents) agent.Dispose();
        if (acknowledged != stored) throw new InvalidOperationException($"{acknowledged} readings were acknowledged and {stored} stored.");
        if (turnedAway == 0) throw new InvalidOperationException("The hub was never too busy: that was no overload.");
        yield return new Figure($"readings stored in {clock.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s under overload, none lost, none twice", "/s", [acknowledged / clock.Elapsed.TotalSeconds]);
        yield return new Figure("answers with retry-after", "", [turnedAway]);
        yield return new Figure("connections that ended", "", [agents.Sum(agent => agent.LinesLost)]);
        yield return new Figure("what the overload adds to the hub's resident memory, at its peak", "MB", [peak - before]);
        yield return new Figure("a command during the overload", "ms", during);
        yield return new Figure("a command in the minute after it", "ms", after);
        yield return new Figure($"from its end until {Window} commands in a row took less than 1 s each", "s", [calm ?? throw new InvalidOperationException("Commands were still slow a minute later.")]);
    }

    private static int Setting(string name, int usual) => Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : usual;

    private static async Task<double> MemoryAsync(Hub hub) => await MetricAsync(hub, "process_resident_memory_bytes") / 1e6;

    private static async Task<double> MetricAsync(Hub hub, string name)
    {
        var begin = $"tongtang_hub_{name} ";
        var line = (await hub.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Single(line => line.StartsWith(begin, StringComparison.Ordinal));
        return double.Parse(line[begin.Length..], CultureInfo.InvariantCulture);
    }
}
