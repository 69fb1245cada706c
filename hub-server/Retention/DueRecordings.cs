using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Retention;

/// <summary>
/// What is over, and by which rule. There is this one question: the preview asks it of any day, the night of its own, and
/// once more of each recording just before it goes.
/// </summary>
/// <param name="Night">In or before the night that begins this day. Whole days count: the night after the last of them.</param>
/// <param name="Zone">Where it is that day.</param>
/// <param name="Scope">Only of places in it.</param>
/// <param name="Trial">With these rules.</param>
internal sealed record DueRecordings(DateOnly Night, TimeZoneInfo Zone, Scope Scope, RetentionTrial Trial)
{
    private const long DayMs = 86_400_000;

    /// <summary>Only of this region, school or room.</summary>
    public string? Place { get; init; }

    private const string Rules = """
        WITH rules AS (
            SELECT id, place_id, visibility, days FROM retention_rule WHERE id <> @without AND NOT (@tried = 1 AND place_id = @placeId AND visibility = @visibility)
            UNION ALL SELECT '', @placeId, @visibility, CAST(@days AS BIGINT) WHERE @tried = 1
        )
        """;

    // The rule of each room, and where rules ask for it of each visibility; then its recordings that are older. The
    // least of rank and id, because SQLite cannot order rows of a UNION ALL by what is outside. CROSS JOIN, because it
    // keeps to its order.
    private const string Due = """
        FROM (
            SELECT room.id AS room_id, room.name AS room_name, school.name AS school_name, school.name_key AS school_key, kind.visibility,
                (SELECT SUBSTR(MIN(CASE rules.place_id WHEN room.id THEN '0' WHEN school.id THEN '1' WHEN school.region_id THEN '2' ELSE '3' END
                    || CASE rules.visibility WHEN '' THEN '1' ELSE '0' END || rules.id), 3)
                 FROM rules WHERE rules.place_id IN (room.id, school.id, school.region_id, '') AND rules.visibility IN (kind.visibility, '')) AS rule_id
            FROM room CROSS JOIN school CROSS JOIN (SELECT visibility FROM rules UNION SELECT '') AS kind
            WHERE school.id = room.school_id AND {0}
        ) AS place CROSS JOIN rules CROSS JOIN recording
        WHERE rules.id = place.rule_id AND rules.days IS NOT NULL
          AND recording.room_id = place.room_id AND recording.started_at_ms < @nightMs - rules.days * @DayMs AND COALESCE(recording.kept_from_ms, 0) < @nightMs - rules.days * @DayMs
          AND (recording.visibility = place.visibility OR (place.visibility = '' AND recording.visibility NOT IN (SELECT visibility FROM rules)))
          AND recording.deleted_at_ms IS NULL
        """;

    private const string Begun = "CASE WHEN COALESCE(recording.kept_from_ms, 0) > recording.started_at_ms THEN recording.kept_from_ms ELSE recording.started_at_ms END";

    private const string Columns = $"""
        recording.id, recording.title, recording.teacher, recording.room_id, place.room_name, place.school_name, recording.started_at_ms, recording.duration_ms, recording.bytes,
        recording.visibility, rules.days, rules.id AS rule_id, {Begun} AS begun_ms
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["goesOn"] = $"{Begun} + rules.days * {DayMs}",
        ["startedAt"] = "recording.started_at_ms",
        ["bytes"] = "recording.bytes",
        ["schoolName"] = "place.school_key",
    };

    public async Task<RetentionPreview> PreviewAsync(DbConnection connection, PagePlan plan)
    {
        var due = Sql("1 = 1");
        var sum = await connection.QuerySingleAsync<Sum>($"{Rules} SELECT COUNT(*) AS total, CAST(COALESCE(SUM(recording.bytes), 0) AS BIGINT) AS bytes {due}", Values([]));
        var rows = await connection.QueryAsync<Row>($"{Rules} SELECT {Columns} {due} {plan.Sql}", Values([]));
        return new RetentionPreview([.. rows.Select(row => row.View(Zone))], (int)sum.Total, plan.Number, plan.Size, sum.Bytes, Night);
    }

    /// <summary>The oldest.</summary>
    public async Task<IReadOnlyList<string>> FirstAsync(DbConnection connection, int count) =>
        (await connection.QueryAsync<string>($"{Rules} SELECT recording.id {Sql("1 = 1")} ORDER BY recording.started_at_ms, recording.id LIMIT {count}", Values([]))).AsList();

    /// <summary>Those of these that still are.</summary>
    public async Task<IReadOnlyList<string>> StillAsync(DbConnection connection, IReadOnlyCollection<string> ids) => (await connection.QueryAsync<string>(
        $"{Rules} SELECT recording.id {Sql("room.id IN (SELECT room_id FROM recording WHERE id IN @ids)")} AND recording.id IN @ids", Values(ids))).AsList();

    private string Sql(string rooms)
    {
        var within = Place is null ? "" : " AND @within IN (room.id, school.id, school.region_id)";
        return Due.Replace("{0}", $"{rooms} AND {Scope.Filter("school.region_id", "school.id")}{within}", StringComparison.Ordinal);
    }

    private object Values(IReadOnlyCollection<string> ids) => new
    {
        without = Trial.Without ?? "",
        tried = Trial.Wish is null ? 0 : 1,
        placeId = Trial.Wish?.PlaceId ?? "",
        visibility = Trial.Wish?.Visibility?.Word() ?? "",
        days = (long?)Trial.Wish?.Days,
        nightMs = WallClock.At(Night, 0, Zone).ToUnixTimeMilliseconds(),
        scopeId = Scope.Id,
        within = Place,
        DayMs,
        ids,
    };

    private sealed record Sum
    {
        public long Total { get; init; }

        public long Bytes { get; init; }
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Title { get; init; }

        public required string Teacher { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public long StartedAtMs { get; init; }

        public long DurationMs { get; init; }

        public long Bytes { get; init; }

        public required string Visibility { get; init; }

        public long Days { get; init; }

        public required string RuleId { get; init; }

        public long BegunMs { get; init; }

        public DueRecording View(TimeZoneInfo zone) => new(
            Id,
            Title,
            Teacher,
            RoomId,
            RoomName,
            SchoolName,
            DateTimeOffset.FromUnixTimeMilliseconds(StartedAtMs),
            DurationMs / 1000.0,
            Bytes,
            Words.Enum<Visibility>(Visibility),
            WallClock.DateOf(DateTimeOffset.FromUnixTimeMilliseconds(BegunMs + (Days * DayMs)), zone).AddDays(1),
            (int)Days,
            RuleId.NullIfEmpty());
    }
}
