using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Collections;

/// <summary>Collections in the database. The caller has checked that they may.</summary>
internal sealed class CollectionStore(HubDatabase database, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO collection (id, place_id, name, name_key, description, owner_id, owner, created_at_ms, changed_at_ms)
        VALUES (@id, @placeId, @name, @nameKey, @description, @ownerId, @owner, @now, @now)
        """;

    private const string CountOwned = "SELECT COUNT(*) FROM collection WHERE owner = @owner AND COALESCE(owner_id, '') = COALESCE(@ownerId, '')";

    private const string Change = """
        UPDATE collection SET name = COALESCE(@name, name), name_key = COALESCE(@nameKey, name_key), description = COALESCE(@description, description), changed_at_ms = @now WHERE id = @id
        """;

    /// <returns>Its id; null: the owner has too many.</returns>
    public Task<string?> CreateAsync(Caller caller, TreePlace place, string name, string description, CancellationToken cancellationToken)
    {
        var row = new
        {
            id = NodeId.New(time),
            placeId = place.Id ?? "",
            name,
            nameKey = NameOrder.KeyOf(name),
            description,
            ownerId = caller.AccountId,
            owner = caller.Name,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync<string?>(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<long>(CountOwned, row) >= CollectionRules.MostOwned) return null;
                await connection.ExecuteAsync(Insert, row);
                return row.id;
            },
            cancellationToken);
    }

    /// <summary>What is null stays.</summary>
    public Task ChangeAsync(string id, string? name, string? description, CancellationToken cancellationToken)
    {
        var row = new { id, name, nameKey = name is null ? null : NameOrder.KeyOf(name), description, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(connection => connection.ExecuteAsync(Change, row), cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM collection WHERE id = @id", new { id }), cancellationToken);
}
