using System.Collections.Concurrent;

namespace Tongtang.HubServer.Audit;

/// <summary>Remembers for a while what has its row, where the same comes a thousand times: a player's requests, a locked-out guesser's.</summary>
internal sealed class AuditRepeats(TimeProvider time)
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>When full, all are forgotten: a row too many is better than one too few.</summary>
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<string, long> _at = new(StringComparer.Ordinal);

    /// <summary>Is it the first time within so long? Asking makes it remembered.</summary>
    public bool IsFirst(string key, TimeSpan window)
    {
        var now = time.GetTimestamp();
        if (_at.TryGetValue(key, out var at) && time.GetElapsedTime(at, now) < window) return false;
        if (_at.Count >= Capacity) _at.Clear();
        return at == 0 ? _at.TryAdd(key, now) || _at.TryUpdate(key, now, at) : _at.TryUpdate(key, now, at);
    }

    /// <summary>It has no row after all.</summary>
    public void Forget(string key) => _at.TryRemove(key, out _);
}
