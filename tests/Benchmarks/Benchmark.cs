namespace Tongtang.Benchmarks;

/// <summary>One entry of the list: starts its peers itself, alternates with them in one run, yields figures as they come.</summary>
internal sealed record Benchmark(string Name, string What, Func<IAsyncEnumerable<Figure>> Run);

/// <summary>What was measured of one thing: our samples and, where a peer ran beside us, the peer's.</summary>
/// <param name="What">The thing, as the table in the README names it.</param>
/// <param name="Unit">Of the samples, e.g. "ms" or "MB/s".</param>
/// <param name="Ours">One sample per repetition.</param>
/// <param name="Peer">Who ran beside us; null when there is no peer for it, or a sentence why the peer is missing.</param>
/// <param name="Theirs">The peer's samples, taken in turns with ours; empty when it is missing.</param>
internal sealed record Figure(string What, string Unit, IReadOnlyList<double> Ours, string? Peer = null, IReadOnlyList<double>? Theirs = null)
{
    public double? Ratio => Theirs is { Count: > 0 } ? Median(Ours) / Median(Theirs) : null;

    public string ToRow() =>
        $"| {What} | {Spread(Ours)} {Unit} | {(Theirs is { Count: > 0 } ? $"{Peer}: {Spread(Theirs)} {Unit}" : Peer ?? "")} | {(Ratio is { } ratio ? $"{ratio:0.00}×" : "")} |";

    private static string Spread(IReadOnlyList<double> samples) =>
        samples.Count == 1
            ? $"{samples[0]:0.##}"
            : $"{Median(samples):0.##} ({samples.Min():0.##}–{samples.Max():0.##}, p95 {Percentile(samples, 0.95):0.##}, n={samples.Count})";

    private static double Median(IReadOnlyList<double> samples) => Percentile(samples, 0.5);

    private static double Percentile(IReadOnlyList<double> samples, double part)
    {
        var sorted = samples.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(part * sorted.Count) - 1 is var i && i < 0 ? 0 : (int)Math.Ceiling(part * sorted.Count) - 1)];
    }
}
