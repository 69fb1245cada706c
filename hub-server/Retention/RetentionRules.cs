using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Retention;

/// <summary>Rules in the database.</summary>
internal sealed class RetentionRules(HubDatabase database, TimeProvider time)
{
    /// <summary>Each recording's place is looked up among them.</summary>
    public const int Most = 1_000;

    private const string Columns = """
        retention_rule.id, retention_rule.place_id, retention_rule.visibility, retention_rule.days, retention_rule.made_by, retention_rule.made_at_ms,
        CASE WHEN room.id IS NOT NULL THEN school.name || ' · ' || room.name ELSE COALESCE(school.name, region.name, '') END AS place_name
        """;

    // Without those of places that are gone; they are deleted when another is saved.
    private const string From = """
        FROM retention_rule LEFT JOIN room ON room.id = retention_rule.place_id LEFT JOIN school ON school.id = COALESCE(room.school_id, retention_rule.place_id)
        LEFT JOIN region ON region.id = COALESCE(school.region_id, retention_rule.place_id) WHERE (retention_rule.place_id = '' OR region.id IS NOT NULL)
        """;

    private const string Upsert = """
        INSERT INTO retention_rule (id, place_id, visibility, days, made_by, made_at_ms) VALUES (@id, @placeId, @visibility, @days, @madeBy, @now)
        ON CONFLICT (place_id, visibility) DO UPDATE SET days = excluded.days, made_by = excluded.made_by, made_at_ms = excluded.made_at_ms
        RETURNING id
        """;

    private const string DeleteOrphans = """
        DELETE FROM retention_rule WHERE place_id <> '' AND place_id NOT IN (SELECT id FROM region UNION ALL SELECT id FROM school UNION ALL SELECT id FROM room)
        """;

    private const string SelectPath = """
        SELECT id AS region_id, NULL AS school_id, NULL AS room_id FROM region WHERE id = @placeId
        UNION ALL SELECT region_id, id, NULL FROM school WHERE id = @placeId
        UNION ALL SELECT school.region_id, school.id, room.id FROM room JOIN school ON school.id = room.school_id WHERE room.id = @placeId
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["placeName"] = "CASE WHEN retention_rule.place_id = '' THEN '' ELSE COALESCE(region.name_key, '') || ' ' || COALESCE(school.name_key, '') || ' ' || COALESCE(room.name_key, '') END",
        ["madeAt"] = "retention_rule.made_at_ms",
    };

    /// <summary>Where the place stands; null when there is none of that id.</summary>
    public async Task<ScopePath?> PathOfAsync(string placeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PathRow>(SelectPath, new { placeId }) is { } row ? new ScopePath(row.RegionId, row.SchoolId, row.RoomId) : null;
    }

    /// <summary>Those that hold for what the caller sees: its places' own, those below and those above them.</summary>
    public async Task<Page<RetentionRule>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var above = $"retention_rule.place_id IN (SELECT one.region_id FROM school AS one WHERE {scope.Filter("one.region_id", "one.id")})";
        var from = $"{From} AND (retention_rule.place_id = '' OR {scope.Filter("region.id", "school.id")} OR {above})";
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {from}", values);
        return plan.Of([.. (await connection.QueryAsync<Row>($"SELECT {Columns} {from} {plan.Sql}", values)).Select(row => row.View())], total);
    }

    public async Task<RetentionRule?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} {From} AND retention_rule.id = @id", new { id }))?.View();
    }

    /// <summary>One for the same place and visibility is another time for them.</summary>
    /// <returns>Its id; null: there are too many.</returns>
    public Task<string?> SetAsync(RetentionWish wish, string madeBy, CancellationToken cancellationToken)
    {
        var row = new
        {
            id = NodeId.New(time),
            placeId = wish.PlaceId ?? "",
            visibility = wish.Visibility?.Word() ?? "",
            days = (long?)wish.Days,
            madeBy,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(
            async connection => await IsFullAsync(connection, row.placeId, row.visibility) ? null : await connection.QuerySingleAsync<string>(Upsert, row), cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM retention_rule WHERE id = @id", new { id }), cancellationToken);

    private static async Task<bool> IsFullAsync(DbConnection connection, string placeId, string visibility)
    {
        await connection.ExecuteAsync(DeleteOrphans);
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM retention_rule WHERE NOT (place_id = @placeId AND visibility = @visibility)", new { placeId, visibility }) >= Most;
    }

    private sealed record PathRow
    {
        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }

        public string? RoomId { get; init; }
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string PlaceId { get; init; }

        public required string PlaceName { get; init; }

        public required string Visibility { get; init; }

        public long? Days { get; init; }

        public required string MadeBy { get; init; }

        public long MadeAtMs { get; init; }

        public RetentionRule View() => new(
            Id,
            PlaceId.NullIfEmpty(),
            PlaceName,
            Visibility.Length == 0 ? null : Words.Enum<Visibility>(Visibility),
            (int?)Days,
            MadeBy,
            DateTimeOffset.FromUnixTimeMilliseconds(MadeAtMs));
    }
}
