namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Counts wrong passwords per account and address. After <see cref="AccountSettings.WrongTries"/> the pair is locked for
/// <see cref="AccountSettings.LockedFor"/>; others may go on, so nobody can lock a colleague out from elsewhere. Names
/// that do not exist are counted like those that do. In memory: a restart forgives.
/// </summary>
internal sealed class SignInGate(AccountSettings settings, TimeProvider time)
{
    /// <summary>Pairs remembered; when full, the one that was tried longest ago is forgotten.</summary>
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string User, string Address), Entry> _entries = [];

    /// <summary>How long the pair still has to wait; null when it may try.</summary>
    public TimeSpan? Wait(string user, string address)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((user, address), out var entry)) return null;
            var left = settings.LockedFor - time.GetElapsedTime(entry.LastAt);
            if (left <= TimeSpan.Zero) _entries.Remove((user, address));
            return left > TimeSpan.Zero && entry.Wrong >= settings.WrongTries ? left : null;
        }
    }

    public void Failed(string user, string address)
    {
        lock (_lock)
        {
            if (_entries.Count >= Capacity && !_entries.ContainsKey((user, address)))
                _entries.Remove(_entries.MinBy(entry => entry.Value.LastAt).Key);
            var wrong = _entries.TryGetValue((user, address), out var entry) ? entry.Wrong : 0;
            _entries[(user, address)] = new Entry(wrong + 1, time.GetTimestamp());
        }
    }

    public void Succeeded(string user, string address)
    {
        lock (_lock) _entries.Remove((user, address));
    }

    private readonly record struct Entry(int Wrong, long LastAt);
}
