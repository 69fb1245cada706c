using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Fleet;

/// <summary>How a change of a node ended.</summary>
internal enum NodeChange
{
    Done,
    NameTaken,
    ParentUnknown,
}

/// <summary>What a list of schools is narrowed to; null leaves it open.</summary>
internal sealed record SchoolFilter(string? Region, SchoolKind? Kind, SchoolTier? Tier, string? Tag, string? Q);

/// <summary>Schools in the database. Every question carries the asker's scope.</summary>
internal sealed class SchoolStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = """
        school.id, school.name, school.region_id, region.name AS region_name, school.kind, school.tier, school.live_kbps, school.live_chat,
        COUNT(room.id) AS rooms,
        COALESCE(SUM(CASE WHEN room.presence = 'online' THEN 1 ELSE 0 END), 0) AS online,
        COALESCE(SUM(CASE WHEN room.presence = 'online' AND room.recorder IN ('recording', 'paused', 'stopping') THEN 1 ELSE 0 END), 0) AS recording,
        COALESCE(SUM(CASE WHEN room.presence = 'offline' THEN 1 ELSE 0 END), 0) AS offline,

        """ + PlaceAlarms.Columns;

    private const string Joins = "FROM school JOIN region ON region.id = school.region_id LEFT JOIN room ON room.school_id = school.id " + PlaceAlarms.Join;

    private const string Group = "GROUP BY school.id, school.name, school.name_key, school.region_id, region.name, region.name_key, school.kind, school.tier, school.live_kbps, school.live_chat";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "school.name_key",
        ["regionName"] = "region.name_key",
        ["kind"] = "school.kind",
        ["tier"] = "school.tier",
        ["rooms"] = "rooms",
        ["online"] = "online",
        ["recording"] = "recording",
        ["offline"] = "offline",
        ["alarms"] = "worst_alarm",
    };

    public async Task<Page<School>> ListAsync(Scope scope, SchoolFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {Visible(scope)} AND (@region IS NULL OR school.region_id = @region)
              AND (@kind IS NULL OR school.kind = @kind) AND (@tier IS NULL OR school.tier = @tier)
              AND (@tag IS NULL OR EXISTS (SELECT 1 FROM school_tag WHERE school_tag.school_id = school.id AND school_tag.tag_key = @tag))
              AND (@pattern IS NULL OR LOWER(school.name) LIKE @pattern ESCAPE '\')
            """;
        var values = new
        {
            scopeId = scope.Id,
            region = filter.Region,
            kind = filter.Kind?.Word(),
            tier = filter.Tier?.Word(),
            tag = filter.Tag is null ? null : Tags.KeyOf(filter.Tag),
            pattern = Pattern.Contains(filter.Q),
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM school {where}", values);
        var items = (await connection.QueryAsync<SchoolRow>($"SELECT {Columns} {Joins} {where} {Group} {plan.Sql}", values)).AsList();
        var tags = await Tags.OfSchoolsAsync(connection, items.Select(row => row.Id));
        return plan.Of(items.Select(row => row.View(tags)).ToList(), total);
    }

    public async Task<School?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {Columns} {Joins} WHERE school.id = @id AND {Visible(scope)} {Group}";
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<SchoolRow>(sql, new { id, scopeId = scope.Id, now = time.GetUtcNow().ToUnixTimeMilliseconds() }))?.View(await Tags.OfSchoolsAsync(connection, [id]));
    }

    public Task<(NodeChange Outcome, string Id)> CreateAsync(string regionId, string name, SchoolKind kind, SchoolTier tier, int? liveKbps, bool liveChat, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO school (id, region_id, name, name_key, kind, tier, live_kbps, live_chat, created_at_ms) VALUES (@id, @regionId, @name, @key, @kind, @tier, @liveKbps, @liveChat, @now)
            ON CONFLICT DO NOTHING
            """;
        var row = new { id = NodeId.New(time), regionId, name, key = NameOrder.KeyOf(name), kind = kind.Word(), tier = tier.Word(), liveKbps, liveChat = liveChat ? 1 : 0, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(
            async connection =>
            {
                if (!await HasRegionAsync(connection, regionId)) return (NodeChange.ParentUnknown, row.id);
                if (await connection.ExecuteAsync(sql, row) == 0) return (NodeChange.NameTaken, row.id);
                await Tags.SetOfSchoolAsync(connection, row.id, tags ?? []);
                return (NodeChange.Done, row.id);
            },
            cancellationToken);
    }

    /// <summary>Renames, moves to another region, or changes what is set for it; all of it or nothing.</summary>
    public Task<NodeChange> ChangeAsync(School school, CancellationToken cancellationToken)
    {
        const string taken = "SELECT COUNT(*) FROM school WHERE region_id = @RegionId AND name = @Name AND id <> @Id";
        const string sql = "UPDATE school SET region_id = @RegionId, name = @Name, name_key = @key, kind = @kind, tier = @tier, live_kbps = @liveKbps, live_chat = @liveChat WHERE id = @Id";
        var liveKbps = LiveBudget.Kbps(school.LiveMegabitsPerSecond);
        var row = new { school.Id, school.RegionId, school.Name, key = NameOrder.KeyOf(school.Name), kind = school.Kind.Word(), tier = school.Tier.Word(), liveKbps, liveChat = school.LiveChat ? 1 : 0 };
        return database.WriteAsync(
            async connection =>
            {
                if (!await HasRegionAsync(connection, school.RegionId)) return NodeChange.ParentUnknown;
                if (await connection.ExecuteScalarAsync<int>(taken, row) > 0) return NodeChange.NameTaken;
                await connection.ExecuteAsync(sql, row);
                await Tags.SetOfSchoolAsync(connection, school.Id, school.Tags);
                return NodeChange.Done;
            },
            cancellationToken);
    }

    /// <summary>Whether those who watch its rooms live may write to each other.</summary>
    public async Task<bool> AllowsChatAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>("SELECT live_chat FROM school WHERE id = @id", new { id }) != 0;
    }

    /// <returns>What the school still holds; when that is nothing, it is gone.</returns>
    public Task<Holdings> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        const string held = """
            SELECT 0 AS schools,
                   (SELECT COUNT(*) FROM room WHERE school_id = @id) AS rooms,
                   0 AS recordings,
                   (SELECT COUNT(DISTINCT account_id) FROM account_role WHERE place_id = @id) AS accounts,
                   (SELECT COUNT(*) FROM api_token WHERE scope_id = @id) AS tokens,
                   (SELECT COUNT(*) FROM asset WHERE school_id = @id) AS assets
            """;
        return NodeDeletion.RunAsync(database, held, "DELETE FROM school WHERE id = @id", id, cancellationToken);
    }

    private static async Task<bool> HasRegionAsync(System.Data.Common.DbConnection connection, string regionId) =>
        await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM region WHERE id = @regionId", new { regionId }) == 1;

    private static string Visible(Scope scope) => scope.Filter("school.region_id", "school.id");

    private sealed record SchoolRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string RegionId { get; init; }

        public required string RegionName { get; init; }

        public required string Kind { get; init; }

        public required string Tier { get; init; }

        public int? LiveKbps { get; init; }

        public int LiveChat { get; init; }

        public int Rooms { get; init; }

        public int Online { get; init; }

        public int Recording { get; init; }

        public int Offline { get; init; }

        public int AlarmRooms { get; init; }

        public int WorstAlarm { get; init; }

        public School View(ILookup<string, string> tags) => new(
            Id, Name, RegionId, RegionName, Words.Enum<SchoolKind>(Kind), Words.Enum<SchoolTier>(Tier), LiveKbps / 1000.0, LiveChat != 0, Rooms, Online, Recording, Offline, PlaceAlarms.Of(AlarmRooms, WorstAlarm))
        {
            Tags = [.. tags[Id]],
        };
    }
}
