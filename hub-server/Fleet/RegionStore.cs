using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Fleet;

/// <summary>Regions in the database. Every question carries the asker's scope.</summary>
internal sealed class RegionStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = """
        region.id, region.name,
        COUNT(DISTINCT school.id) AS schools,
        COUNT(room.id) AS rooms,
        COALESCE(SUM(CASE WHEN room.presence = 'online' THEN 1 ELSE 0 END), 0) AS online,
        COALESCE(SUM(CASE WHEN room.presence = 'online' AND room.recorder IN ('recording', 'paused', 'stopping') THEN 1 ELSE 0 END), 0) AS recording,
        COALESCE(SUM(CASE WHEN room.presence = 'offline' THEN 1 ELSE 0 END), 0) AS offline,

        """ + PlaceAlarms.Columns;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "region.name_key",
        ["schools"] = "schools",
        ["rooms"] = "rooms",
        ["online"] = "online",
        ["recording"] = "recording",
        ["offline"] = "offline",
        ["alarms"] = "worst_alarm",
    };

    public async Task<Page<Region>> ListAsync(Scope scope, string? q, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"WHERE {Visible(scope)} AND (@pattern IS NULL OR LOWER(region.name) LIKE @pattern ESCAPE '\\')";
        var values = new { scopeId = scope.Id, pattern = Pattern.Contains(q), now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM region {where}", values);
        var items = await connection.QueryAsync<RegionRow>($"SELECT {Columns} {Joins(scope)} {where} GROUP BY region.id, region.name, region.name_key {plan.Sql}", values);
        return plan.Of(items.Select(row => row.View()).ToList(), total);
    }

    public async Task<Region?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {Columns} {Joins(scope)} WHERE region.id = @id AND {Visible(scope)} GROUP BY region.id, region.name";
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<RegionRow>(sql, new { id, scopeId = scope.Id, now = time.GetUtcNow().ToUnixTimeMilliseconds() }))?.View();
    }

    /// <returns>The new region's id, or null when the name is taken.</returns>
    public Task<string?> CreateAsync(string name, CancellationToken cancellationToken)
    {
        const string sql = "INSERT INTO region (id, name, name_key, created_at_ms) VALUES (@id, @name, @key, @now) ON CONFLICT DO NOTHING";
        var row = new { id = NodeId.New(time), name, key = NameOrder.KeyOf(name), now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(async c => await c.ExecuteAsync(sql, row) == 1 ? row.id : null, cancellationToken);
    }

    /// <returns>False when another region has the name.</returns>
    public Task<bool> RenameAsync(string id, string name, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE region SET name = @name, name_key = @key WHERE id = @id AND NOT EXISTS (SELECT 1 FROM region AS other WHERE other.name = @name AND other.id <> @id)";
        return database.WriteAsync(async c => await c.ExecuteAsync(sql, new { id, name, key = NameOrder.KeyOf(name) }) == 1, cancellationToken);
    }

    /// <returns>What the region still holds; when that is nothing, it is gone.</returns>
    public Task<Holdings> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        const string held = """
            SELECT (SELECT COUNT(*) FROM school WHERE region_id = @id) AS schools,
                   (SELECT COUNT(*) FROM room JOIN school ON school.id = room.school_id WHERE school.region_id = @id) AS rooms,
                   0 AS recordings,
                   (SELECT COUNT(DISTINCT account_id) FROM account_role WHERE place_id = @id) AS accounts,
                   (SELECT COUNT(*) FROM api_token WHERE scope_id = @id) AS tokens,
                   (SELECT COUNT(*) FROM asset WHERE region_id = @id) AS assets
            """;
        return NodeDeletion.RunAsync(database, held, "DELETE FROM region WHERE id = @id", id, cancellationToken);
    }

    /// <summary>What is counted is what the asker may see.</summary>
    private static string Joins(Scope scope) =>
        $"FROM region LEFT JOIN school ON school.region_id = region.id AND {scope.Filter("school.region_id", "school.id")} LEFT JOIN room ON room.school_id = school.id {PlaceAlarms.Join}";

    /// <summary>A school's people see the region their school is in, by name.</summary>
    private static string Visible(Scope scope) => scope switch
    {
        { IsHub: true } => "1 = 1",
        { IsNothing: true } => "1 = 0",
        _ => "(region.id IN @scopeId OR region.id IN (SELECT region_id FROM school WHERE id IN @scopeId))",
    };

    private sealed record RegionRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public int Schools { get; init; }

        public int Rooms { get; init; }

        public int Online { get; init; }

        public int Recording { get; init; }

        public int Offline { get; init; }

        public int AlarmRooms { get; init; }

        public int WorstAlarm { get; init; }

        public Region View() => new(Id, Name, Schools, Rooms, Online, Recording, Offline, PlaceAlarms.Of(AlarmRooms, WorstAlarm));
    }
}
