using System.Collections.Concurrent;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Recordings;

/// <summary>Who sees which recordings. A player asks a thousand times: an answer is remembered for some seconds.</summary>
internal sealed class Sights(HubDatabase database, TimeProvider time)
{
    private const string SelectRegions = "SELECT id FROM region WHERE id IN @ids UNION SELECT region_id FROM school WHERE id IN @ids";

    /// <summary>Remembered answers; when full, all are forgotten.</summary>
    private const int Capacity = 4096;

    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(Assignments Held, string Owner), (Sight Sight, long At)> _known = new();

    public async ValueTask<Sight> OfAsync(Caller caller, CancellationToken cancellationToken)
    {
        // A program is no teacher, whatever its name.
        var key = (caller.Assignments, caller.AccountId is null ? "" : TeacherKey.Of(caller.Name));
        if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < s_kept) return known.Sight;
        var watches = caller.Assignments.For(Right.WatchLessons);
        var sight = new Sight(watches, caller.Assignments.For(Right.ManageRecordings), await RegionsAsync(watches, cancellationToken), key.Item2);
        if (_known.Count >= Capacity) _known.Clear();
        _known[key] = (sight, time.GetTimestamp());
        return sight;
    }

    private async Task<IReadOnlyCollection<string>> RegionsAsync(Scope watches, CancellationToken cancellationToken)
    {
        if (watches.Id.Count == 0) return [];
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<string>(SelectRegions, new { ids = watches.Id })).ToHashSet(StringComparer.Ordinal);
    }
}
