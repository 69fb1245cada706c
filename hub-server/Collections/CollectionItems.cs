using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Collections;

/// <summary>What stands in a collection and in which order. Nobody adds, moves or takes out what they do not see.</summary>
internal sealed class CollectionItems(HubDatabase database, TimeProvider time)
{
    private const string Select = "SELECT recording_id FROM collection_item WHERE collection_id = @id ORDER BY position";

    private const string Insert = "INSERT INTO collection_item (collection_id, recording_id, position) VALUES (@id, @recordingId, @position)";

    private const string SetPosition = "UPDATE collection_item SET position = @position WHERE collection_id = @id AND recording_id = @recordingId";

    private const string Delete = "DELETE FROM collection_item WHERE collection_id = @id AND recording_id = @recordingId";

    private const string Touch = "UPDATE collection SET changed_at_ms = @now WHERE id = @id";

    /// <returns>Null: it would be more than a collection holds.</returns>
    public Task<AddedToCollection?> AddAsync(Sight sight, string id, IReadOnlyCollection<string> recordingIds, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var wanted = recordingIds.Distinct(StringComparer.Ordinal).ToList();
            var seen = await CollectionLists.SeenAsync(connection, sight, wanted);
            var held = (await connection.QueryAsync<string>(Select, new { id })).AsList();
            var fresh = wanted.Where(one => seen.Contains(one) && !held.Contains(one)).ToList();
            if (held.Count + fresh.Count > CollectionRules.MostRecordings) return null;
            await NumberAsync(connection, id, held);
            await connection.ExecuteAsync(Insert, fresh.Select((recordingId, number) => new { id, recordingId, position = (long)held.Count + number }));
            if (fresh.Count > 0) await TouchAsync(connection, id);
            return new AddedToCollection(fresh.Count, seen.Count(held.Contains), wanted.Count(one => !seen.Contains(one)));
        },
        cancellationToken);

    /// <param name="sight">What the caller sees.</param>
    /// <param name="id">The collection's.</param>
    /// <param name="recordingId">What is moved.</param>
    /// <param name="before">Before which; null: to the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False: one of the two is not in it, or not seen.</returns>
    public Task<bool> MoveAsync(Sight sight, string id, string recordingId, string? before, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var held = (await connection.QueryAsync<string>(Select, new { id })).AsList();
            string[] named = before is null ? [recordingId] : [recordingId, before];
            if (!named.All(held.Contains) || (await CollectionLists.SeenAsync(connection, sight, named)).Count != named.Distinct(StringComparer.Ordinal).Count()) return false;
            if (before == recordingId) return true;
            await NumberAsync(connection, id, Moved(held, recordingId, before));
            await TouchAsync(connection, id);
            return true;
        },
        cancellationToken);

    /// <returns>False: it is not in it, or not seen.</returns>
    public Task<bool> RemoveAsync(Sight sight, string id, string recordingId, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if ((await CollectionLists.SeenAsync(connection, sight, [recordingId])).Count == 0) return false;
            if (await connection.ExecuteAsync(Delete, new { id, recordingId }) == 0) return false;
            await TouchAsync(connection, id);
            return true;
        },
        cancellationToken);

    /// <summary>Pure.</summary>
    public static IReadOnlyList<string> Moved(IReadOnlyList<string> order, string moved, string? before)
    {
        var rest = order.Where(one => one != moved).ToList();
        rest.Insert(before is null ? rest.Count : rest.IndexOf(before), moved);
        return rest;
    }

    private static Task NumberAsync(DbConnection connection, string id, IReadOnlyList<string> order) =>
        connection.ExecuteAsync(SetPosition, order.Select((recordingId, position) => new { id, recordingId, position = (long)position }));

    private Task TouchAsync(DbConnection connection, string id) => connection.ExecuteAsync(Touch, new { id, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
}
