using System.Collections.Concurrent;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Monitor;

/// <param name="DelayMs">What the source's setting should be so that all sounds meet; null: it heard no clap.</param>
internal sealed record ClapResult(string Source, int? DelayMs);

/// <summary>
/// Somebody claps once; every source that hears it says when, by the recording's own clock. How much later than the
/// first one heard it is how much more delay its setting needs.
/// </summary>
internal sealed class ClapTest(TimeProvider time)
{
    /// <summary>For how long it listens, and the sources must be warm.</summary>
    public static readonly TimeSpan Listening = TimeSpan.FromSeconds(10);

    private ClapRound? _round;

    /// <summary>The test that runs now; the monitors report to it.</summary>
    public ClapRound? Round => Volatile.Read(ref _round);

    /// <summary>Listens for ten seconds, or until every source has heard a clap. Null: another test runs.</summary>
    public async Task<IReadOnlyList<ClapResult>?> RunAsync(IReadOnlyList<SourceOptions> sources, CancellationToken cancellationToken)
    {
        var round = new ClapRound(sources.Count);
        if (Interlocked.CompareExchange(ref _round, round, null) is not null) return null;
        try
        {
            await Task.WhenAny(round.AllHeard, Task.Delay(Listening, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return Evaluate(sources, round.Heard);
        }
        finally
        {
            Volatile.Write(ref _round, null);
        }
    }

    /// <summary>Pure. The source that heard it first keeps its delay.</summary>
    internal static IReadOnlyList<ClapResult> Evaluate(IReadOnlyList<SourceOptions> sources, IReadOnlyDictionary<string, DateTimeOffset> heard)
    {
        if (heard.Count == 0) return sources.Select(s => new ClapResult(s.Name, null)).ToList();
        var first = heard.Values.Min();
        return sources
            .Select(s => new ClapResult(s.Name, heard.TryGetValue(s.Name, out var at) ? s.DelayMs + (int)Math.Round((at - first).TotalMilliseconds) : null))
            .ToList();
    }
}

/// <summary>One run of the test.</summary>
internal sealed class ClapRound(int sources)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _heard = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyDictionary<string, DateTimeOffset> Heard => _heard;

    public Task AllHeard => _all.Task;

    public void Report(string source, DateTimeOffset at)
    {
        _heard.TryAdd(source, at);
        if (_heard.Count == sources) _all.TrySetResult();
    }
}
