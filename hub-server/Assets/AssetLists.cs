using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Assets;

/// <summary>Assets as people read them. Every question carries the asker's scope.</summary>
internal sealed class AssetLists(HubDatabase database, UsageDays days, TimeProvider time)
{
    /// <summary>Where an asset stands: what is above its own place is found by way of that.</summary>
    public const string Joins = """
        FROM asset
        LEFT JOIN room ON room.id = asset.room_id
        LEFT JOIN school ON school.id = COALESCE(room.school_id, asset.school_id)
        JOIN region ON region.id = COALESCE(school.region_id, asset.region_id)
        """;

    /// <summary>By whole years: what was bought on a 29 February is a day younger.</summary>
    public const string IsBeyondLife = """
        EXISTS (SELECT 1 FROM asset_kind WHERE asset_kind.name = asset.kind AND asset.bought_on IS NOT NULL AND asset.state <> 'scrapped'
            AND CAST(CAST(SUBSTR(asset.bought_on, 1, 4) AS INTEGER) + asset_kind.life_years AS TEXT) || SUBSTR(asset.bought_on, 5) <= @today)
        """;

    private const string Columns = $"""
        asset.id, asset.code, asset.name, asset.kind, asset.maker, asset.model, asset.serial, asset.bought_on, asset.price_cents, asset.supplier, asset.warranty_until,
        region.id AS region_id, region.name AS region_name, school.id AS school_id, school.name AS school_name, room.id AS room_id, room.name AS room_name,
        asset.device_id, device.name AS device_name, COALESCE(device.hours, asset.hours) AS hours, asset.keeper, asset.note, asset.state,
        CASE WHEN {IsBeyondLife} THEN 1 ELSE 0 END AS beyond_life, asset.created_at_ms
        """;

    private const string DeviceJoin = "LEFT JOIN device ON device.room_id = asset.room_id AND device.id = asset.device_id";

    private const string HasWords = """
        (LOWER(asset.code) LIKE @pattern ESCAPE '\' OR LOWER(asset.name) LIKE @pattern ESCAPE '\' OR LOWER(asset.kind) LIKE @pattern ESCAPE '\'
         OR LOWER(asset.maker) LIKE @pattern ESCAPE '\' OR LOWER(asset.model) LIKE @pattern ESCAPE '\' OR LOWER(asset.serial) LIKE @pattern ESCAPE '\'
         OR LOWER(asset.supplier) LIKE @pattern ESCAPE '\' OR LOWER(asset.keeper) LIKE @pattern ESCAPE '\')
        """;

    private const string SelectHistory = """
        SELECT step, at_ms, happened_on, caller, reason, place_before, place_after, state_before, state_after FROM asset_history WHERE asset_id = @id ORDER BY number DESC LIMIT 200
        """;

    public const string TieBreaker = "asset.id";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["code"] = "asset.code_key",
        ["name"] = "asset.name_key",
        ["kind"] = "asset.kind",
        ["boughtOn"] = "COALESCE(asset.bought_on, '')",
        ["price"] = "COALESCE(asset.price_cents, -1)",
        ["warrantyUntil"] = "COALESCE(asset.warranty_until, '')",
        ["schoolName"] = "COALESCE(school.name_key, '')",
        ["roomName"] = "COALESCE(room.name_key, '')",
        ["state"] = "asset.state",
        ["hours"] = "COALESCE(device.hours, asset.hours, -1)",
        ["createdAt"] = "asset.created_at_ms",
    };

    public DateOnly Today => WallClock.DateOf(time.GetUtcNow(), days.Zone);

    public async Task<Page<Asset>> ListAsync(Scope scope, AssetFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = (Where(scope, filter), Values(scope, filter));
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} {where}", values);
        var rows = await connection.QueryAsync<AssetRow>($"SELECT {Columns} {Joins} {DeviceJoin} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.Item()).ToList(), total);
    }

    public async Task<Asset?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(connection, scope, id);
    }

    public async Task<AssetDetail?> DetailAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        if (await FindAsync(connection, scope, id) is not { } asset) return null;
        var history = await connection.QueryAsync<HistoryRow>(SelectHistory, new { id });
        var counted = await connection.ExecuteScalarAsync<long?>("SELECT MAX(counted_at_ms) FROM stock_take_item WHERE asset_id = @id", new { id });
        return new AssetDetail(asset, history.Select(row => row.Item()).ToList(), counted is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }

    public static string Where(Scope scope, AssetFilter filter) => "WHERE " + string.Join(" AND ", Conditions(scope, filter));

    public object Values(Scope scope, AssetFilter filter) => new
    {
        scopeId = scope.Id,
        states = filter.States,
        kind = filter.Kind,
        region = filter.Region,
        school = filter.School,
        room = filter.Room,
        pattern = Pattern.Contains(filter.Q),
        boughtFrom = filter.BoughtFrom,
        boughtTo = filter.BoughtTo,
        warrantyFrom = filter.WarrantyFrom,
        warrantyTo = filter.WarrantyTo,
        today = AssetDates.Text(Today),
    };

    public static string Visible(Scope scope) => scope.Filter("region.id", "school.id");

    private async Task<Asset?> FindAsync(DbConnection connection, Scope scope, string id)
    {
        var sql = $"SELECT {Columns} {Joins} {DeviceJoin} WHERE asset.id = @id AND {Visible(scope)}";
        return (await connection.QuerySingleOrDefaultAsync<AssetRow>(sql, new { id, scopeId = scope.Id, today = AssetDates.Text(Today) }))?.Item();
    }

    private static IEnumerable<string> Conditions(Scope scope, AssetFilter filter)
    {
        yield return Visible(scope);
        if (filter.States is not null) yield return "asset.state IN @states";
        if (filter.Kind is not null) yield return "asset.kind = @kind";
        if (filter.Region is not null) yield return "region.id = @region";
        if (filter.School is not null) yield return "school.id = @school";
        if (filter.Room is not null) yield return "asset.room_id = @room";
        if (filter.BoughtFrom is not null) yield return "asset.bought_on >= @boughtFrom";
        if (filter.BoughtTo is not null) yield return "asset.bought_on <= @boughtTo";
        if (filter.WarrantyFrom is not null) yield return "asset.warranty_until >= @warrantyFrom";
        if (filter.WarrantyTo is not null) yield return "asset.warranty_until <= @warrantyTo";
        if (filter.BeyondLife) yield return IsBeyondLife;
        if (Pattern.Contains(filter.Q) is not null) yield return HasWords;
    }

    private sealed record HistoryRow
    {
        public required string Step { get; init; }

        public long AtMs { get; init; }

        public required string HappenedOn { get; init; }

        public required string Caller { get; init; }

        public required string Reason { get; init; }

        public required string PlaceBefore { get; init; }

        public required string PlaceAfter { get; init; }

        public required string StateBefore { get; init; }

        public required string StateAfter { get; init; }

        public AssetHistoryItem Item() => new(
            Words.Enum<AssetStep>(Step), DateTimeOffset.FromUnixTimeMilliseconds(AtMs), AssetDates.Read(HappenedOn)!.Value, Caller, Reason, PlaceBefore, PlaceAfter, StateOf(StateBefore), StateOf(StateAfter));

        private static AssetState? StateOf(string word) => word.Length == 0 ? null : Words.Enum<AssetState>(word);
    }
}
