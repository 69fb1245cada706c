using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Collections;

/// <summary>Who asks for collections: what they see of recordings, and whose own they are.</summary>
/// <param name="OwnerId">The account's id; null: a program, which owns nothing.</param>
internal sealed record CollectionReader(Sight Sight, string? OwnerId);

/// <summary>
/// Collections as people read them. One is there for whoever sees a recording in it, and for those who may change it; each
/// question about what is in it carries the asker's sight.
/// </summary>
internal sealed class CollectionLists(HubDatabase database, RecordingLists recordings)
{
    private const string From = """
        FROM collection LEFT JOIN school ON school.id = collection.place_id LEFT JOIN region ON region.id = COALESCE(school.region_id, collection.place_id)
        """;

    private const string Items = """
        FROM collection_item JOIN recording ON recording.id = collection_item.recording_id JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id
        WHERE recording.deleted_at_ms IS NULL
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["changedAt"] = "collection.changed_at_ms",
        ["name"] = "collection.name_key",
    };

    /// <summary>In their order.</summary>
    public static IReadOnlyDictionary<string, string> ItemColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["position"] = "collection_item.position" };

    /// <param name="reader">Who asks.</param>
    /// <param name="text">Words in the name; null: all.</param>
    /// <param name="changeable">Only those that they may change.</param>
    /// <param name="plan">The page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Page<Collection>> ListAsync(CollectionReader reader, string? text, bool changeable, PagePlan plan, CancellationToken cancellationToken)
    {
        var values = Values(reader);
        values.Add("text", Pattern.Contains(text));
        var named = Pattern.Contains(text) is null ? "" : @" AND LOWER(collection.name) LIKE @text ESCAPE '\'";
        var where = $"WHERE {(changeable ? MaySql(reader) : SeenSql(reader))}{named}";
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {From} {where}", values);
        return plan.Of(await ReadAsync(connection, reader, $"{where} {plan.Sql}", values), total);
    }

    public async Task<Collection?> FindAsync(CollectionReader reader, string id, CancellationToken cancellationToken)
    {
        var values = Values(reader);
        values.Add("id", id);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        return (await ReadAsync(connection, reader, $"WHERE {SeenSql(reader)} AND collection.id = @id", values)).SingleOrDefault();
    }

    /// <summary>Those of its recordings that are seen.</summary>
    public async Task<Page<RecordingItem>> ItemsAsync(Sight sight, string id, PagePlan plan, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new { id });
        sight.AddTo(values);
        var from = $"{Items} AND collection_item.collection_id = @id AND {sight.Sql()}";
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {from}", values);
        var ids = (await connection.QueryAsync<string>($"SELECT recording.id {from} {plan.Sql}", values)).AsList();
        var items = await recordings.ReadAsync(connection, ids);
        return plan.Of([.. ids.Select(one => items[one])], total);
    }

    /// <summary>Of these the ones that are there and seen.</summary>
    public static async Task<HashSet<string>> SeenAsync(DbConnection connection, Sight sight, IReadOnlyCollection<string> recordingIds)
    {
        const string from = "FROM recording JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id";
        var values = new DynamicParameters(new { recordingIds });
        sight.AddTo(values);
        return (await connection.QueryAsync<string>($"SELECT recording.id {from} WHERE recording.id IN @recordingIds AND recording.deleted_at_ms IS NULL AND {sight.Sql()}", values)).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<Collection>> ReadAsync(DbConnection connection, CollectionReader reader, string where, DynamicParameters values)
    {
        var columns = $"""
            collection.id, collection.name, collection.description, collection.place_id, collection.owner, collection.changed_at_ms, school.id AS school_id, school.name AS school_name,
            region.name AS region_name, CASE WHEN {MaySql(reader)} THEN 1 ELSE 0 END AS may_change
            """;
        var rows = (await connection.QueryAsync<Row>($"SELECT {columns} {From} {where}", values)).AsList();
        var counts = new DynamicParameters(new { ids = rows.Select(row => row.Id).ToList() });
        reader.Sight.AddTo(counts);
        var seen = (await connection.QueryAsync<Seen>(
            $"""
            SELECT collection_id, recording_id, total FROM (
                SELECT collection_item.collection_id, collection_item.recording_id, COUNT(*) OVER (PARTITION BY collection_item.collection_id) AS total,
                    ROW_NUMBER() OVER (PARTITION BY collection_item.collection_id ORDER BY collection_item.position) AS number
                {Items} AND collection_item.collection_id IN @ids AND {reader.Sight.Sql()}) AS numbered
            WHERE number = 1
            """,
            counts)).ToDictionary(row => row.CollectionId, StringComparer.Ordinal);
        return [.. rows.Select(row => row.View(seen.GetValueOrDefault(row.Id)))];
    }

    private static string MaySql(CollectionReader reader)
    {
        var managed = reader.Sight.Manages.Filter("region.id", "school.id", "@manageId");
        return reader.OwnerId is null ? managed : $"({managed} OR (collection.owner_id IS NOT NULL AND collection.owner_id = @ownerId))";
    }

    private static string SeenSql(CollectionReader reader) => $"({MaySql(reader)} OR EXISTS (SELECT 1 {Items} AND collection_item.collection_id = collection.id AND {reader.Sight.Sql()}))";

    private static DynamicParameters Values(CollectionReader reader)
    {
        var values = new DynamicParameters(new { ownerId = reader.OwnerId });
        reader.Sight.AddTo(values);
        return values;
    }

    private sealed record Seen
    {
        public required string CollectionId { get; init; }

        public required string RecordingId { get; init; }

        public long Total { get; init; }
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Description { get; init; }

        public required string PlaceId { get; init; }

        public required string Owner { get; init; }

        public long ChangedAtMs { get; init; }

        public string? SchoolId { get; init; }

        public string? SchoolName { get; init; }

        public string? RegionName { get; init; }

        public long MayChange { get; init; }

        public Collection View(Seen? seen) => new(
            Id,
            Name,
            Description,
            PlaceId.Length == 0 ? TreePlace.Hub : new TreePlace(SchoolId is null ? ScopeKind.Region : ScopeKind.School, PlaceId),
            SchoolName ?? RegionName ?? "",
            Owner,
            (int)(seen?.Total ?? 0),
            seen?.RecordingId,
            MayChange != 0,
            DateTimeOffset.FromUnixTimeMilliseconds(ChangedAtMs));
    }
}
