using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Visits;

/// <summary>The log of who watched which room.</summary>
internal sealed class WatchLog(HubDatabase database)
{
    private const int Piece = 500;

    private const string Insert = """
        INSERT INTO watch_log (id, room_id, kind, watcher_id, watcher, sources, viewers, began_at_ms, seen_at_ms, ended_at_ms)
        VALUES (@Id, @RoomId, @Kind, @WatcherId, @Watcher, @Sources, @Viewers, @BeganAtMs, @SeenAtMs, @EndedAtMs) ON CONFLICT DO NOTHING
        """;

    private const string Update = "UPDATE watch_log SET sources = @Sources, viewers = @Viewers, seen_at_ms = @SeenAtMs, ended_at_ms = @EndedAtMs WHERE id = @Id";

    private const string EndOpen = "UPDATE watch_log SET ended_at_ms = seen_at_ms WHERE ended_at_ms IS NULL";

    private const string DeleteOld = "DELETE FROM watch_log WHERE id IN (SELECT id FROM watch_log WHERE began_at_ms < @before AND ended_at_ms IS NOT NULL ORDER BY began_at_ms LIMIT @Piece)";

    // The one that is @kept places from the newest; it and what is older goes. NULL while there are fewer.
    private const string SelectOldest = "SELECT began_at_ms FROM watch_log ORDER BY began_at_ms DESC LIMIT 1 OFFSET @kept";

    private const string Columns = """
        watch_log.id, watch_log.room_id, room.name AS room_name, school.name AS school_name, watch_log.kind, watch_log.watcher, watch_log.sources, watch_log.viewers,
        watch_log.began_at_ms, watch_log.seen_at_ms, watch_log.ended_at_ms
        """;

    private const string Joins = "FROM watch_log JOIN room ON room.id = watch_log.room_id JOIN school ON school.id = room.school_id";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["beganAt"] = "watch_log.began_at_ms",
        ["watcher"] = "watch_log.watcher",
        ["roomName"] = "room.name_key",
        ["schoolName"] = "school.name_key",
    };

    public Task BeginAsync(WatchRow row, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(Insert, row), cancellationToken);

    /// <summary>Writes what has changed, all at once.</summary>
    public async Task SaveAsync(IReadOnlyList<WatchRow> rows, CancellationToken cancellationToken)
    {
        foreach (var piece in rows.Chunk(Piece)) await database.WriteAsync(connection => connection.ExecuteAsync(Update, piece), cancellationToken);
    }

    /// <summary>What the last run of the hub could not end ended when it was seen last.</summary>
    public Task EndOpenAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(EndOpen), cancellationToken);

    /// <summary>Deletes what began before a time, and what is beyond so many.</summary>
    public async Task CleanAsync(DateTimeOffset before, int kept, CancellationToken cancellationToken)
    {
        long? oldest;
        await using (var connection = await database.OpenAsync(cancellationToken)) oldest = await connection.ExecuteScalarAsync<long?>(SelectOldest, new { kept });
        var beforeMs = Math.Max(before.ToUnixTimeMilliseconds(), oldest + 1 ?? 0);
        while (await database.WriteAsync(connection => connection.ExecuteAsync(DeleteOld, new { before = beforeMs, Piece }), cancellationToken) == Piece)
        {
        }
    }

    public async Task<Page<WatchItem>> ListAsync(Scope scope, VisitFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {scope.Filter("school.region_id", "school.id")}
              AND (@room IS NULL OR watch_log.room_id = @room) AND (@school IS NULL OR school.id = @school) AND (@region IS NULL OR school.region_id = @region)
              AND (@from IS NULL OR watch_log.began_at_ms >= @from) AND (@to IS NULL OR watch_log.began_at_ms < @to)
              AND (@pattern IS NULL OR LOWER(watch_log.watcher) LIKE @pattern ESCAPE '\' OR LOWER(room.name) LIKE @pattern ESCAPE '\' OR LOWER(school.name) LIKE @pattern ESCAPE '\')
            """;
        var values = filter.Values(scope);
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} {where}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.Item()).ToList(), total);
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public required string Kind { get; init; }

        public required string Watcher { get; init; }

        public required string Sources { get; init; }

        public int Viewers { get; init; }

        public long BeganAtMs { get; init; }

        public long SeenAtMs { get; init; }

        public long? EndedAtMs { get; init; }

        public WatchItem Item() => new(
            Id,
            RoomId,
            RoomName,
            SchoolName,
            Words.Enum<WatcherKind>(Kind),
            Watcher,
            Sources.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Viewers,
            DateTimeOffset.FromUnixTimeMilliseconds(BeganAtMs),
            DateTimeOffset.FromUnixTimeMilliseconds(SeenAtMs),
            EndedAtMs is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null);
    }
}
