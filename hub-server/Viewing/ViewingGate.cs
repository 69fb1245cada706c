using System.Collections.Concurrent;

namespace Tongtang.HubServer.Viewing;

/// <summary>
/// Who is watching what right now, in memory only: tells a new play from one that goes on, and holds back reports of more
/// than can have been watched.
/// </summary>
internal sealed class ViewingGate(TimeProvider time)
{
    /// <summary>Of watching; after it the next is another play.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    /// <summary>The fastest that players play.</summary>
    private const double Speed = 2;

    private const double SlackSeconds = 5;

    /// <summary>At most this long since the last report counts.</summary>
    private const double MostSeconds = 120;

    /// <summary>When full, all are forgotten: a play too many is counted then.</summary>
    private const int Capacity = 20_000;

    private readonly ConcurrentDictionary<(string Recording, string Viewer), long> _seen = new();

    /// <returns>Whether a play begins with it; null: more than can have been watched since the last report.</returns>
    public bool? Take(string recordingId, string viewer, double seconds)
    {
        var now = time.GetTimestamp();
        var since = _seen.TryGetValue((recordingId, viewer), out var at) ? time.GetElapsedTime(at, now) : (TimeSpan?)null;
        if (seconds > (Math.Min(MostSeconds, since?.TotalSeconds ?? MostSeconds) * Speed) + SlackSeconds) return null;
        if (_seen.Count >= Capacity) _seen.Clear();
        _seen[(recordingId, viewer)] = now;
        return since is null || since > Pause;
    }
}
