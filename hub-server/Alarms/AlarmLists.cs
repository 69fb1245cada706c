using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Maintenance;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Alarms;

/// <summary>What a list of alarms is narrowed to; null leaves it open.</summary>
internal sealed record AlarmFilter
{
    public IReadOnlyList<string>? States { get; init; }

    public bool Waiting { get; init; }

    public string? Kind { get; init; }

    public string? Room { get; init; }

    public string? School { get; init; }

    public string? Region { get; init; }

    public string? Q { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}

/// <summary>Alarms as people read them. Every question carries the asker's scope.</summary>
internal sealed partial class AlarmLists(HubDatabase database, TimeProvider time)
{
    private const string State = """
        CASE WHEN alarm.cleared_received_at_ms IS NOT NULL THEN 'cleared' WHEN alarm.acknowledged_at_ms IS NOT NULL THEN 'acknowledged' ELSE 'raised' END
        """;

    private const string Columns = $"""
        alarm.*, {State} AS state, room.name AS room_name, school.id AS school_id, school.name AS school_name, region.id AS region_id, region.name AS region_name,
        cause.id AS cause_id,
        CASE WHEN alarm.cleared_received_at_ms IS NULL THEN {MaintenanceCover.Until} END AS maintenance_until_ms,
        CASE WHEN alarm.origin = 'hub' AND alarm.cleared_received_at_ms IS NULL
             THEN (SELECT COUNT(*) FROM alarm other WHERE other.room_id = alarm.room_id AND other.origin = 'box' AND other.cleared_received_at_ms IS NULL)
             ELSE 0 END AS followers
        """;

    private const string Tree = """
        FROM alarm JOIN room ON room.id = alarm.room_id JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id
        """;

    // While its box is away, what the box had raised is explained by that.
    private const string Joins = Tree + """

        LEFT JOIN alarm cause ON alarm.origin = 'box' AND alarm.cleared_received_at_ms IS NULL
          AND cause.room_id = alarm.room_id AND cause.origin = 'hub' AND cause.cleared_received_at_ms IS NULL
        """;

    private const string Waiting = $"""
        alarm.cleared_received_at_ms IS NULL AND alarm.acknowledged_at_ms IS NULL AND COALESCE(alarm.suppressed_until_ms, 0) <= @now
        AND (alarm.origin = 'hub' OR NOT EXISTS (
            SELECT 1 FROM alarm other WHERE other.room_id = alarm.room_id AND other.origin = 'hub' AND other.cleared_received_at_ms IS NULL))
        AND NOT {MaintenanceCover.Runs}
        """;

    private const string HasWords = """
        (LOWER(alarm.kind) LIKE @pattern ESCAPE '\' OR LOWER(alarm.subject) LIKE @pattern ESCAPE '\' OR LOWER(alarm.note) LIKE @pattern ESCAPE '\'
         OR LOWER(room.name) LIKE @pattern ESCAPE '\' OR LOWER(school.name) LIKE @pattern ESCAPE '\')
        """;

    private const string History = """
        SELECT step, at_ms, received_at_ms, caller, note, until_ms, details FROM alarm_history WHERE alarm_id = @id ORDER BY number DESC
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["raisedAt"] = "alarm.raised_at_ms",
        ["changedAt"] = "alarm.changed_at_ms",
        ["clearedAt"] = "COALESCE(alarm.cleared_at_ms, 0)",
        ["roomName"] = "room.name_key",
        ["schoolName"] = "school.name_key",
        ["kind"] = "alarm.kind",
        ["severity"] = "alarm.severity",
        ["state"] = "state",
        ["occurrences"] = "alarm.occurrences",
    };

    public async Task<Page<AlarmItem>> ListAsync(Scope scope, AlarmFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var conditions = Conditions(scope, filter).ToList();
        var where = conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
        // An alarm has one room, school and region: they are joined for the count only where it is about them.
        var counted = conditions.Exists(condition => TreeColumns().IsMatch(condition)) ? Tree : "FROM alarm";
        var values = new
        {
            scopeId = scope.Id,
            room = filter.Room,
            school = filter.School,
            region = filter.Region,
            kind = filter.Kind,
            states = filter.States,
            from = filter.From?.ToUnixTimeMilliseconds(),
            to = filter.To?.ToUnixTimeMilliseconds(),
            pattern = Pattern.Contains(filter.Q),
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {counted} {where}", values);
        var rows = await connection.QueryAsync<AlarmRow>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.Item()).ToList(), total);
    }

    private static IEnumerable<string> Conditions(Scope scope, AlarmFilter filter)
    {
        if (!scope.IsHub) yield return Visible(scope);
        if (filter.Room is not null) yield return "alarm.room_id = @room";
        if (filter.School is not null) yield return "school.id = @school";
        if (filter.Region is not null) yield return "region.id = @region";
        if (filter.Kind is not null) yield return "alarm.kind = @kind";
        if (filter.From is not null) yield return "alarm.raised_at_ms >= @from";
        if (filter.To is not null) yield return "alarm.raised_at_ms < @to";
        if (Pattern.Contains(filter.Q) is not null) yield return HasWords;
        if (filter.States is not null) yield return $"{State} IN @states";
        if (filter.States?.Contains("cleared") == false) yield return "alarm.cleared_received_at_ms IS NULL";
        if (filter.Waiting) yield return Waiting;
    }

    public async Task<AlarmDetail?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        if (await ReadAsync(connection, scope, id) is not { } row) return null;
        var history = await connection.QueryAsync<HistoryRow>(History, new { id });
        return new AlarmDetail(row.Item(), history.Select(step => step.Item()).ToList());
    }

    /// <summary>For <see cref="EventHub"/>.</summary>
    public async Task<EventPayload?> EventOfAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await ReadAsync(connection, Scope.Hub, id);
        return row is null ? null : new EventPayload(new ScopePath(row.RegionId, row.SchoolId, row.RoomId), row.Item());
    }

    public static IReadOnlyDictionary<string, string> Details(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonDefaults.Options)!;

    private Task<AlarmRow?> ReadAsync(DbConnection connection, Scope scope, string id) =>
        connection.QuerySingleOrDefaultAsync<AlarmRow>($"SELECT {Columns} {Joins} WHERE alarm.id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id, now = time.GetUtcNow().ToUnixTimeMilliseconds() });

    private static string Visible(Scope scope) => scope.Filter("school.region_id", "school.id");

    [GeneratedRegex(@"\b(room|school|region)\.", RegexOptions.NonBacktracking)]
    private static partial Regex TreeColumns();

    private sealed record HistoryRow
    {
        public required string Step { get; init; }

        public long AtMs { get; init; }

        public long ReceivedAtMs { get; init; }

        public string? Caller { get; init; }

        public string? Note { get; init; }

        public long? UntilMs { get; init; }

        public string? Details { get; init; }

        public AlarmHistoryItem Item() => new(
            Words.Enum<AlarmStep>(Step), AlarmRow.Time(AtMs), AlarmRow.Time(ReceivedAtMs), Caller, Note, AlarmRow.Time(UntilMs), Details is null ? null : AlarmLists.Details(Details));
    }
}
