namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Counts wrong passwords per account and address. After <see cref="AccountProfile.WrongTries"/> the pair is locked for
/// <see cref="AccountProfile.LockedFor"/>, after as many more for twice as long, and so on up to <see cref="AccountProfile.LongestLock"/>; others may go on,
/// so nobody can lock a colleague out from elsewhere. Names that do not exist are counted like those that do. In memory:
/// a restart forgives.
/// </summary>
internal sealed class SignInGate(AccountProfile profile, TimeProvider time)
{
    /// <summary>Pairs remembered; when full, the one that was tried longest ago is forgotten.</summary>
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string User, string Address), Entry> _entries = [];

    /// <summary>
    /// Begins a try and counts it as wrong until <see cref="Succeeded"/> says otherwise, so that a hundred tries at the
    /// same time are not all the first.
    /// </summary>
    /// <returns>How long the pair has to wait before its next try; null when this one may go on.</returns>
    public TimeSpan? Begin(string user, string address)
    {
        lock (_lock)
        {
            var known = _entries.TryGetValue((user, address), out var entry);
            var since = known ? time.GetElapsedTime(entry.LastAt) : TimeSpan.Zero;
            if (known && Locked(entry.Tries) - since is var left && left > TimeSpan.Zero) return left;
            var tries = since > Memory(entry.Tries) ? 0 : entry.Tries;
            if (_entries.Count >= Capacity && !known) _entries.Remove(_entries.MinBy(pair => pair.Value.LastAt).Key);
            _entries[(user, address)] = new Entry(tries + 1, time.GetTimestamp());
            return null;
        }
    }

    public void Succeeded(string user, string address)
    {
        lock (_lock) _entries.Remove((user, address));
    }

    private TimeSpan Locked(int tries)
    {
        if (tries == 0 || tries % profile.WrongTries != 0) return TimeSpan.Zero;
        var times = Math.Min(tries / profile.WrongTries - 1, 10);
        var locked = profile.LockedFor * (1 << times);
        return locked < profile.LongestLock ? locked : profile.LongestLock;
    }

    /// <summary>A few wrong tries are forgotten after the time of a lock; who was locked once is remembered for a day.</summary>
    private TimeSpan Memory(int tries) => tries < profile.WrongTries ? profile.LockedFor : profile.LongestLock;

    private readonly record struct Entry(int Tries, long LastAt);
}
