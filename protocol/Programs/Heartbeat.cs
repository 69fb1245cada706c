using System.Collections.Concurrent;

namespace Tongtang.Protocol.Programs;

/// <summary>A loop that gives its word each time it comes round.</summary>
public interface IBeating
{
    Heartbeat Pulse { get; }
}

/// <summary>
/// A loop's word on when it comes round again. Loops that wait for the network cannot be asked at any moment: an answer may
/// take as long as the line allows. So they say, before they wait, by when they will be back at the latest, and whoever asks
/// gets an answer as long as that is kept. Thread safe.
/// </summary>
/// <param name="time">The machine's: it is about this process.</param>
public sealed class Heartbeat(TimeProvider time)
{
    /// <summary>For work that is small and nobody waits for: what takes longer hangs.</summary>
    public static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<UnderWay, long> _work = [];
    private long _dueMs = long.MaxValue;

    /// <summary>Milliseconds on the monotonic clock; while nothing is promised, the end of time.</summary>
    public long DueMs => _work.Values.Append(Interlocked.Read(ref _dueMs)).Min();

    private long NowMs => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;

    /// <summary>The loop is here, and will be again within this.</summary>
    public void Within(TimeSpan limit) => Interlocked.Exchange(ref _dueMs, NowMs + (long)limit.TotalMilliseconds);

    /// <summary>The loop has nothing to do, and will be back whenever there is.</summary>
    public void Rest() => Interlocked.Exchange(ref _dueMs, long.MaxValue);

    /// <summary>A piece of work that ends within the limit, by being disposed. Several may be under way at once.</summary>
    /// <param name="limit">Null for <see cref="LongestWork"/>.</param>
    public IDisposable Work(TimeSpan? limit = null)
    {
        var work = new UnderWay(this);
        _work[work] = NowMs + (long)(limit ?? LongestWork).TotalMilliseconds;
        return work;
    }

    /// <summary>Returns at once while the word is kept; else when the loop moves again.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        while (NowMs > DueMs) await Task.Delay(s_look, time, cancellationToken);
    }

    private sealed class UnderWay(Heartbeat heartbeat) : IDisposable
    {
        public void Dispose() => heartbeat._work.TryRemove(this, out _);
    }
}
