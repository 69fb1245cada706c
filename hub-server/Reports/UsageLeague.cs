using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Reports;

/// <summary>Regions, schools, rooms, teachers or subjects in the order of what was recorded.</summary>
internal sealed class UsageLeague(HubDatabase database, UsageReader reader)
{
    private const string Empty = "CAST(NULL AS TEXT)";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "name_key",
        ["schoolName"] = "school_key",
        ["rooms"] = "rooms",
        ["roomsUsed"] = "rooms_used",
        ["coverage"] = "CASE WHEN rooms = 0 THEN 0 ELSE 1.0 * rooms_used / rooms END",
        ["lessons"] = "lessons",
        ["hours"] = "duration_ms",
        ["lessonsPerRoomWeek"] = "CASE WHEN rooms = 0 THEN 0 ELSE 1.0 * lessons / rooms END",
        ["teachersRecorded"] = "teachers_recorded",
        ["subjects"] = "subjects",
        ["lessonsBefore"] = "lessons_before",
        ["change"] = "lessons - lessons_before",
    };

    public async Task<Page<LeagueRow>> ListAsync(ReportSubject subject, LeagueOf of, bool usedOnly, PagePlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var (sql, values) = (Sql(subject, of, usedOnly), Values(subject));
        var rows = (await connection.QueryAsync<Row>($"SELECT league.*, COUNT(*) OVER () AS total FROM ({sql}) AS league {plan.Sql}", values)).AsList();
        var total = rows.Count > 0 ? rows[0].Total : plan.Number == 1 ? 0 : await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM ({sql}) AS league", values);
        return plan.Of([.. rows.Select(row => row.View(subject.Period.DaysUntil(reader.Today)))], total);
    }

    public Task<int> CountAsync(DbConnection connection, ReportSubject subject, LeagueOf of) =>
        connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM ({Sql(subject, of, usedOnly: false)}) AS league", Values(subject));

    /// <summary>All of it, the most lessons first, read as it is taken: for files.</summary>
    public async IAsyncEnumerable<LeagueRow> ReadAsync(DbConnection connection, ReportSubject subject, LeagueOf of)
    {
        var sql = $"SELECT league.*, 0 AS total FROM ({Sql(subject, of, usedOnly: false)}) AS league ORDER BY lessons DESC, name_key, id";
        var days = subject.Period.DaysUntil(reader.Today);
        await foreach (var row in connection.QueryUnbufferedAsync<Row>(sql, Values(subject))) yield return row.View(days);
    }

    private static DynamicParameters Values(ReportSubject subject)
    {
        var values = subject.Filter.Values(subject.Period);
        values.Add("fromBefore", TimetableReader.Stored(subject.Before.From));
        values.Add("toBefore", TimetableReader.Stored(subject.Before.To));
        return values;
    }

    private static string Sql(ReportSubject subject, LeagueOf of, bool usedOnly) => of switch
    {
        LeagueOf.Region => OfPlaces(subject.Filter, "region.id", $"region.name, region.name_key, {Empty} AS school_id, {Empty} AS school_name, '' AS school_key, region.id AS region_id, region.name AS region_name", "region.id, region.name, region.name_key", usedOnly),
        LeagueOf.School => OfPlaces(subject.Filter, "school.id", "school.name, school.name_key, school.id AS school_id, school.name AS school_name, school.name_key AS school_key, region.id AS region_id, region.name AS region_name", "school.id, school.name, school.name_key, region.id, region.name", usedOnly),
        LeagueOf.Room => OfPlaces(subject.Filter, "room.id", "room.name, room.name_key, school.id AS school_id, school.name AS school_name, school.name_key AS school_key, region.id AS region_id, region.name AS region_name", "room.id, room.name, room.name_key, school.id, school.name, school.name_key, region.id, region.name", usedOnly),
        LeagueOf.Teacher => OfDays(subject.Filter, "school.id || ' ' || usage_day.teacher_key", "MAX(usage_day.teacher) AS name, usage_day.teacher_key AS name_key, school.id AS school_id, school.name AS school_name, school.name_key AS school_key, region.id AS region_id, region.name AS region_name", "usage_day.teacher_key, school.id, school.name, school.name_key, region.id, region.name", "usage_day.teacher_key <> ''"),
        _ => OfDays(subject.Filter, "usage_day.subject_key", $"MAX(usage_day.subject) AS name, usage_day.subject_key AS name_key, {Empty} AS school_id, {Empty} AS school_name, '' AS school_key, {Empty} AS region_id, {Empty} AS region_name", "usage_day.subject_key", "usage_day.subject_key <> ''"),
    };

    /// <summary>A row for each place, used or not.</summary>
    private static string OfPlaces(UsageFilter filter, string id, string names, string group, bool usedOnly) => $"""
        SELECT {id} AS id, {names}, COUNT(room.id) AS rooms, COUNT(used.room_id) AS rooms_used,
            CAST(COALESCE(SUM(used.lessons), 0) AS BIGINT) AS lessons, CAST(COALESCE(SUM(used.duration_ms), 0) AS BIGINT) AS duration_ms,
            COALESCE(MAX(people.teachers), 0) AS teachers_recorded, COALESCE(MAX(people.subjects), 0) AS subjects,
            CAST(COALESCE(SUM(earlier.lessons), 0) AS BIGINT) AS lessons_before
        FROM room JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id
        LEFT JOIN (SELECT room_id, SUM(lessons) AS lessons, SUM(duration_ms) AS duration_ms FROM usage_day WHERE {filter.Days} GROUP BY room_id) AS used ON used.room_id = room.id
        LEFT JOIN (SELECT room_id, SUM(lessons) AS lessons FROM usage_day WHERE {Earlier(filter)} GROUP BY room_id) AS earlier ON earlier.room_id = room.id
        LEFT JOIN (
            SELECT {Place(id)} AS id, COUNT(DISTINCT CASE WHEN usage_day.teacher_key <> '' THEN room.school_id || ' ' || usage_day.teacher_key END) AS teachers,
                COUNT(DISTINCT CASE WHEN usage_day.subject_key <> '' THEN usage_day.subject_key END) AS subjects
            FROM usage_day JOIN room ON room.id = usage_day.room_id JOIN school ON school.id = room.school_id WHERE {filter.Days} GROUP BY {Place(id)}
        ) AS people ON people.id = {id}
        WHERE {filter.Rooms}{(usedOnly ? " AND used.room_id IS NOT NULL" : "")} GROUP BY {group}
        """;

    private static string Place(string id) => id == "region.id" ? "school.region_id" : id;

    /// <summary>A row for each that was recorded, now or in the period before.</summary>
    private static string OfDays(UsageFilter filter, string id, string names, string group, string condition)
    {
        const string now = "usage_day.day >= @from AND usage_day.day <= @to";
        return $"""
            SELECT {id} AS id, {names}, COUNT(DISTINCT CASE WHEN {now} THEN usage_day.room_id END) AS rooms, COUNT(DISTINCT CASE WHEN {now} THEN usage_day.room_id END) AS rooms_used,
                CAST(SUM(CASE WHEN {now} THEN usage_day.lessons ELSE 0 END) AS BIGINT) AS lessons, CAST(SUM(CASE WHEN {now} THEN usage_day.duration_ms ELSE 0 END) AS BIGINT) AS duration_ms,
                COUNT(DISTINCT CASE WHEN {now} AND usage_day.teacher_key <> '' THEN room.school_id || ' ' || usage_day.teacher_key END) AS teachers_recorded,
                COUNT(DISTINCT CASE WHEN {now} AND usage_day.subject_key <> '' THEN usage_day.subject_key END) AS subjects,
                CAST(SUM(CASE WHEN usage_day.day >= @fromBefore AND usage_day.day <= @toBefore THEN usage_day.lessons ELSE 0 END) AS BIGINT) AS lessons_before
            FROM usage_day JOIN room ON room.id = usage_day.room_id JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id
            WHERE ({now} OR (usage_day.day >= @fromBefore AND usage_day.day <= @toBefore)) AND {condition}{filter.OfTeacherAndRooms} GROUP BY {group}
            """;
    }

    private static string Earlier(UsageFilter filter) => $"usage_day.day >= @fromBefore AND usage_day.day <= @toBefore{filter.OfTeacherAndRooms}";

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public string? SchoolId { get; init; }

        public string? SchoolName { get; init; }

        public string? RegionId { get; init; }

        public string? RegionName { get; init; }

        public int Rooms { get; init; }

        public int RoomsUsed { get; init; }

        public long Lessons { get; init; }

        public long DurationMs { get; init; }

        public int TeachersRecorded { get; init; }

        public int Subjects { get; init; }

        public long LessonsBefore { get; init; }

        public int Total { get; init; }

        public LeagueRow View(int days) => new(
            Id, Name, SchoolId, SchoolName, RegionId, RegionName, Rooms, RoomsUsed, Rooms == 0 ? null : (double)RoomsUsed / Rooms, Lessons, DurationMs / 3_600_000.0,
            UsageCounts.PerRoomWeek(Lessons, Rooms, days), TeachersRecorded, Subjects, LessonsBefore);
    }
}
