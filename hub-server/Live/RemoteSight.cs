using System.Collections.Concurrent;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Devices;

namespace Tongtang.HubServer.Live;

/// <summary>Whether a school lets its rooms be seen from outside as it happens; remembered for some seconds, because every part is asked for.</summary>
internal sealed class RemoteSight(LimitBook limits, TimeProvider time)
{
    private const int Capacity = 4096;

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (bool Allowed, long At)> _schools = new(StringComparer.Ordinal);

    public ValueTask<bool> IsAllowedAsync(ScopePath room, CancellationToken cancellationToken) =>
        _schools.TryGetValue(room.SchoolId!, out var known) && time.GetElapsedTime(known.At) < s_kept ? ValueTask.FromResult(known.Allowed) : AskAsync(room, cancellationToken);

    private async ValueTask<bool> AskAsync(ScopePath room, CancellationToken cancellationToken)
    {
        var allowed = !await limits.IsForbiddenAsync(room.RoomId!, LimitBook.CameraPicture, cancellationToken);
        if (_schools.Count >= Capacity) _schools.Clear();
        _schools[room.SchoolId!] = (allowed, time.GetTimestamp());
        return allowed;
    }
}
