using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Playback;

/// <summary>Rules in the database.</summary>
internal sealed class DownloadRules(HubDatabase database, TimeProvider time)
{
    private const string Columns = """
        download_rule.id, download_rule.place_id, download_rule.who, download_rule.watermark, download_rule.overlay, download_rule.made_by, download_rule.made_at_ms,
        CASE WHEN room.id IS NOT NULL THEN school.name || ' · ' || room.name ELSE COALESCE(school.name, region.name, '') END AS place_name
        """;

    // Without those of places that are gone; they are deleted when another is saved.
    private const string From = """
        FROM download_rule LEFT JOIN room ON room.id = download_rule.place_id LEFT JOIN school ON school.id = COALESCE(room.school_id, download_rule.place_id)
        LEFT JOIN region ON region.id = COALESCE(school.region_id, download_rule.place_id) WHERE (download_rule.place_id = '' OR region.id IS NOT NULL)
        """;

    private const string Upsert = """
        INSERT INTO download_rule (id, place_id, who, watermark, overlay, made_by, made_at_ms) VALUES (@id, @placeId, @who, @watermark, @overlay, @madeBy, @now)
        ON CONFLICT (place_id) DO UPDATE SET who = excluded.who, watermark = excluded.watermark, overlay = excluded.overlay, made_by = excluded.made_by, made_at_ms = excluded.made_at_ms
        RETURNING id
        """;

    private const string DeleteOrphans = """
        DELETE FROM download_rule WHERE place_id <> '' AND place_id NOT IN (SELECT id FROM region UNION ALL SELECT id FROM school UNION ALL SELECT id FROM room)
        """;

    private const string SelectNearest = """
        SELECT who, watermark, overlay FROM download_rule WHERE place_id IN (@roomId, @schoolId, @regionId, '')
        ORDER BY CASE place_id WHEN @roomId THEN 0 WHEN @schoolId THEN 1 WHEN @regionId THEN 2 ELSE 3 END LIMIT 1
        """;

    private const string SelectPath = """
        SELECT id AS region_id, NULL AS school_id, NULL AS room_id FROM region WHERE id = @placeId
        UNION ALL SELECT region_id, id, NULL FROM school WHERE id = @placeId
        UNION ALL SELECT school.region_id, school.id, room.id FROM room JOIN school ON school.id = room.school_id WHERE room.id = @placeId
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["placeName"] = "CASE WHEN download_rule.place_id = '' THEN '' ELSE COALESCE(region.name_key, '') || ' ' || COALESCE(school.name_key, '') || ' ' || COALESCE(room.name_key, '') END",
        ["madeAt"] = "download_rule.made_at_ms",
    };

    /// <summary>Of a recording of this room, for whoever asks.</summary>
    public async Task<DownloadTerms> TermsAsync(Assignments held, ScopePath path, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await TermsAsync(connection, held, path);
    }

    public static async Task<DownloadTerms> TermsAsync(DbConnection connection, Assignments held, ScopePath path)
    {
        var nearest = await connection.QuerySingleOrDefaultAsync<Row>(SelectNearest, new { roomId = path.RoomId, schoolId = path.SchoolId, regionId = path.RegionId });
        return DownloadTerms.Of(nearest is null ? DownloadTerms.Usual : Words.Enum<Downloaders>(nearest.Who), nearest?.Watermark is 1, nearest?.Overlay is 1, held.For(Right.ShareLessons), path);
    }

    /// <summary>Where the place stands; null when there is none of that id.</summary>
    public async Task<ScopePath?> PathOfAsync(string placeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PathRow>(SelectPath, new { placeId }) is { } row ? new ScopePath(row.RegionId, row.SchoolId, row.RoomId) : null;
    }

    /// <summary>Those that hold for what the caller sees: its places' own, those below and those above them.</summary>
    public async Task<Page<DownloadRule>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var above = $"download_rule.place_id IN (SELECT one.region_id FROM school AS one WHERE {scope.Filter("one.region_id", "one.id")})";
        var from = $"{From} AND (download_rule.place_id = '' OR {scope.Filter("region.id", "school.id")} OR {above})";
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {from}", values);
        return plan.Of([.. (await connection.QueryAsync<Row>($"SELECT {Columns} {from} {plan.Sql}", values)).Select(row => row.View())], total);
    }

    public async Task<DownloadRule?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} {From} AND download_rule.id = @id", new { id }))?.View();
    }

    /// <summary>One for the same place takes the place of the other.</summary>
    public Task<string> SetAsync(SetDownloadRule wish, string madeBy, CancellationToken cancellationToken)
    {
        var row = new
        {
            id = NodeId.New(time),
            placeId = wish.PlaceId ?? "",
            who = wish.Who.Word(),
            watermark = wish.Watermark ? 1 : 0,
            overlay = wish.Overlay ? 1 : 0,
            madeBy,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(DeleteOrphans);
                return await connection.QuerySingleAsync<string>(Upsert, row);
            },
            cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM download_rule WHERE id = @id", new { id }), cancellationToken);

    private sealed record PathRow
    {
        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }

        public string? RoomId { get; init; }
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string PlaceId { get; init; } = "";

        public string PlaceName { get; init; } = "";

        public string Who { get; init; } = "";

        public long Watermark { get; init; }

        public long Overlay { get; init; }

        public string MadeBy { get; init; } = "";

        public long MadeAtMs { get; init; }

        public DownloadRule View() => new(
            Id, PlaceId.NullIfEmpty(), PlaceName, Words.Enum<Downloaders>(Who), Watermark != 0, Overlay != 0, MadeBy, DateTimeOffset.FromUnixTimeMilliseconds(MadeAtMs));
    }
}
