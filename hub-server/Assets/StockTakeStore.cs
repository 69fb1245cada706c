using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Assets;

/// <summary>Begins stock-takes, counts what is found, and ends them.</summary>
internal sealed class StockTakeStore(HubDatabase database, TimeProvider time)
{
    private const string InsertTake = """
        INSERT INTO stock_take (id, region_id, school_id, room_id, place, started_by, started_at_ms) VALUES (@id, @regionId, @schoolId, @roomId, @place, @caller, @now)
        ON CONFLICT DO NOTHING
        """;

    private const string AssetPlaceText = "region.name || COALESCE(' / ' || school.name, '') || COALESCE(' / ' || room.name, '')";

    /// <summary>What is registered there now; what is scrapped is no longer there.</summary>
    private const string InsertExpected = $"""
        INSERT INTO stock_take_item (take_id, number, asset_id, code, code_key, name, registered_place, expected, outcome, found_place, counted_by, counted_at_ms)
        SELECT @id, ROW_NUMBER() OVER (ORDER BY asset.code_key), asset.id, asset.code, asset.code_key, asset.name, {AssetPlaceText}, 1, 'missing', '', '', NULL
        {AssetLists.Joins} WHERE asset.state <> 'scrapped' AND {IsInside}
        """;

    private const string IsInside = """
        ((CAST(@roomId AS TEXT) IS NOT NULL AND asset.room_id = @roomId) OR (CAST(@schoolId AS TEXT) IS NOT NULL AND school.id = @schoolId) OR (CAST(@regionId AS TEXT) IS NOT NULL AND region.id = @regionId))
        """;

    private const string SelectKept = "SELECT region_id AS RegionId, school_id AS SchoolId, room_id AS RoomId, finished_at_ms AS FinishedAtMs FROM stock_take WHERE id = @id";

    private const string SelectItem = "SELECT expected AS Expected, outcome AS Outcome FROM stock_take_item WHERE take_id = @id AND code_key = @codeKey";

    private const string UpsertItem = """
        INSERT INTO stock_take_item (take_id, number, asset_id, code, code_key, name, registered_place, expected, outcome, found_place, counted_by, counted_at_ms)
        VALUES (@id, (SELECT COALESCE(MAX(number), 0) + 1 FROM stock_take_item WHERE take_id = @id), @assetId, @code, @codeKey, @name, @registeredPlace, @expected, @outcome, @foundPlace, @caller, @now)
        ON CONFLICT (take_id, code_key) DO UPDATE SET outcome = excluded.outcome, found_place = excluded.found_place, counted_by = excluded.counted_by, counted_at_ms = excluded.counted_at_ms
        """;

    private const string ForgetItem = """
        UPDATE stock_take_item SET outcome = 'missing', found_place = '', counted_by = '', counted_at_ms = NULL WHERE take_id = @id AND number = @number AND expected = 1 AND counted_at_ms IS NOT NULL
        """;

    private const string DeleteItem = "DELETE FROM stock_take_item WHERE take_id = @id AND number = @number AND expected = 0";

    private const string Finish = "UPDATE stock_take SET finished_by = @caller, finished_at_ms = @now WHERE id = @id AND finished_at_ms IS NULL";

    /// <returns>No id: there is no such place for the caller, or one is going on there already.</returns>
    public Task<(string? Id, bool IsOpenAlready)> StartAsync(Scope scope, AssetPlaceWish wish, string caller, CancellationToken cancellationToken)
    {
        var id = NodeId.New(time);
        return database.WriteAsync<(string?, bool)>(
            async connection =>
            {
                if (await AssetPlaces.FindAsync(connection, scope, wish) is not { } place) return (null, false);
                var (regionId, schoolId, roomId) = place.Kept;
                var values = new { id, regionId, schoolId, roomId, place = place.Names, caller, now = Now() };
                if (await connection.ExecuteAsync(InsertTake, values) == 0) return (null, true);
                await connection.ExecuteAsync(InsertExpected, values);
                return (id, false);
            },
            cancellationToken);
    }

    /// <param name="standing">The room in which whoever counts stands.</param>
    /// <returns>Null: it is finished.</returns>
    public Task<StockTakeCount?> CountAsync(Scope scope, string id, string scanned, AssetPlace? standing, string caller, CancellationToken cancellationToken) => database.WriteAsync<StockTakeCount?>(
        async connection =>
        {
            var take = await connection.QuerySingleAsync<KeptTake>(SelectKept, new { id });
            if (take.FinishedAtMs is not null) return null;
            var asset = await AssetOfAsync(connection, scope, scanned, take);
            var codeKey = asset?.CodeKey ?? AssetCode.KeyOf(scanned);
            var known = await connection.QuerySingleOrDefaultAsync<KnownItem>(SelectItem, new { id, codeKey });
            var isExpected = known is { Expected: 1 } || asset is { Inside: 1 };
            await connection.ExecuteAsync(UpsertItem, new
            {
                id,
                assetId = asset?.Id,
                code = asset?.Code ?? scanned,
                codeKey,
                name = asset?.Name ?? "",
                registeredPlace = asset?.Place ?? "",
                expected = isExpected ? 1 : 0,
                outcome = StockRule.Of(asset is not null, isExpected, asset?.RoomId, take.RoomId ?? standing?.RoomId).Word(),
                foundPlace = standing?.Names ?? "",
                caller,
                now = Now(),
            });
            var again = known is not null && known.Outcome != StockOutcome.Missing.Word();
            return new StockTakeCount(await StockTakeLists.ItemAsync(connection, id, codeKey), again, (await StockTakeLists.FindAsync(connection, scope, id))!);
        },
        cancellationToken);

    /// <summary>What was counted by mistake is not counted; what should not be there is gone from the list.</summary>
    /// <returns>False: nothing of this number was counted.</returns>
    public Task<bool> ForgetAsync(string id, int number, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if ((await connection.QuerySingleAsync<KeptTake>(SelectKept, new { id })).FinishedAtMs is not null) return false;
            return await connection.ExecuteAsync(ForgetItem, new { id, number }) + await connection.ExecuteAsync(DeleteItem, new { id, number }) > 0;
        },
        cancellationToken);

    /// <returns>False: it was finished before.</returns>
    public Task<bool> FinishAsync(string id, string caller, CancellationToken cancellationToken) =>
        database.WriteAsync(async connection => await connection.ExecuteAsync(Finish, new { id, caller, now = Now() }) > 0, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM stock_take WHERE id = @id", new { id }), cancellationToken);

    private static Task<FoundAsset?> AssetOfAsync(DbConnection connection, Scope scope, string scanned, KeptTake take)
    {
        var assetId = AssetCode.IdIn(scanned);
        var sql = $"""
            SELECT asset.id, asset.code, asset.code_key, asset.name, asset.room_id, {AssetPlaceText} AS place, CASE WHEN {IsInside} AND asset.state <> 'scrapped' THEN 1 ELSE 0 END AS inside
            {AssetLists.Joins} WHERE {AssetLists.Visible(scope)} AND {(assetId is null ? "asset.code_key = @codeKey" : "asset.id = @assetId")}
            """;
        return connection.QuerySingleOrDefaultAsync<FoundAsset>(sql, new { scopeId = scope.Id, codeKey = AssetCode.KeyOf(scanned), assetId, roomId = take.RoomId, schoolId = take.SchoolId, regionId = take.RegionId });
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record KeptTake
    {
        public string? RegionId { get; init; }

        public string? SchoolId { get; init; }

        public string? RoomId { get; init; }

        public long? FinishedAtMs { get; init; }
    }

    private sealed record KnownItem
    {
        public int Expected { get; init; }

        public required string Outcome { get; init; }
    }

    private sealed record FoundAsset
    {
        public required string Id { get; init; }

        public required string Code { get; init; }

        public required string CodeKey { get; init; }

        public required string Name { get; init; }

        public string? RoomId { get; init; }

        public required string Place { get; init; }

        public int Inside { get; init; }
    }
}
