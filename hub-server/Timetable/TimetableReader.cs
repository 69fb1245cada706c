using System.Data.Common;
using System.Globalization;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Timetable;

/// <summary>Reads what <see cref="TaughtLessons"/> works on: all of a school, or only what concerns one room or teacher of it.</summary>
internal sealed class TimetableReader(HubDatabase database)
{
    public const string DefaultZone = "Asia/Shanghai";

    private const string SelectZone = "SELECT time_zone FROM timetable_school WHERE school_id = @schoolId";

    private const string SelectTerms = """
        SELECT id AS Id, place_id AS PlaceId, name AS Name, first_day AS FirstDay, weeks AS Weeks FROM timetable_term
        WHERE place_id = @schoolId OR place_id = (SELECT region_id FROM school WHERE id = @schoolId) ORDER BY first_day
        """;

    private const string SelectDays = """
        SELECT place_id AS PlaceId, date AS Date, taught_as AS TaughtAs, note AS Note FROM timetable_day
        WHERE place_id = @schoolId OR place_id = (SELECT region_id FROM school WHERE id = @schoolId) ORDER BY date
        """;

    private const string SelectBells = """
        SELECT bells.id AS BellsId, bells.name AS BellsName, bells.first_day AS FirstDay, period.number AS Number, period.name AS Name, period.starts_minute AS StartsMinute, period.ends_minute AS EndsMinute
        FROM timetable_bells bells JOIN timetable_period period ON period.bells_id = bells.id
        WHERE bells.school_id = @schoolId ORDER BY bells.first_day, period.number
        """;

    public const string LessonColumns = """
        id AS Id, term_id AS TermId, room_id AS RoomId, weekday AS Weekday, period AS Period, weeks AS Weeks,
        subject AS Subject, class_name AS ClassName, teacher AS Teacher, teacher_key AS TeacherKey, note AS Note
        """;

    private const string OfRoom = """
        AND (room_id = @roomId OR id IN (
            SELECT change.lesson_id FROM timetable_change change JOIN timetable_swap swap ON swap.id = change.swap_id
            WHERE change.to_room_id = @roomId AND swap.revoked_at_ms IS NULL))
        """;

    private const string SelectChanges = """
        SELECT change.swap_id AS SwapId, change.lesson_id AS LessonId, change.date AS Date, change.to_date AS ToDate,
            COALESCE(change.to_period, change.period) AS ToPeriod, COALESCE(change.to_room_id, change.room_id) AS ToRoomId, change.to_teacher AS ToTeacher
        FROM timetable_change change JOIN timetable_swap swap ON swap.id = change.swap_id
        WHERE swap.school_id = @schoolId AND swap.revoked_at_ms IS NULL
        """;

    /// <param name="roomId">Null: all rooms.</param>
    public async Task<SchoolTimetable> ReadAsync(string schoolId, string? roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, schoolId, roomId);
    }

    public async Task<IReadOnlyDictionary<string, string>> RoomNamesAsync(string schoolId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<(string Id, string Name)>("SELECT id, name FROM room WHERE school_id = @schoolId", new { schoolId }))
            .ToDictionary(room => room.Id, room => room.Name, StringComparer.Ordinal);
    }

    /// <summary>The same inside a write, so that what was checked still holds when it is stored.</summary>
    public static async Task<SchoolTimetable> ReadAsync(DbConnection connection, string schoolId, string? roomId)
    {
        var values = new { schoolId, roomId };
        var zone = await connection.QuerySingleOrDefaultAsync<string>(SelectZone, values) ?? DefaultZone;
        var terms = await connection.QueryAsync<TermRow>(SelectTerms, values);
        var days = await connection.QueryAsync<DayRow>(SelectDays, values);
        var periods = await connection.QueryAsync<PeriodRow>(SelectBells, values);
        var lessons = await connection.QueryAsync<LessonRow>($"SELECT {LessonColumns} FROM timetable_lesson WHERE school_id = @schoolId {(roomId is null ? "" : OfRoom)}", values);
        var changes = await connection.QueryAsync<ChangeRow>(SelectChanges, values);
        return new SchoolTimetable(
            schoolId,
            TimeZoneInfo.FindSystemTimeZoneById(zone),
            [.. terms.Select(row => row.View())],
            [.. days.Select(row => row.View())],
            Bells(periods),
            [.. lessons.Select(row => row.View())],
            [.. changes.Select(row => row.View())]);
    }

    public static List<BellTimes> Bells(IEnumerable<PeriodRow> rows) =>
        [.. rows.GroupBy(row => (row.BellsId, row.BellsName, row.FirstDay)).Select(group => new BellTimes(
            group.Key.BellsId, group.Key.BellsName, Date(group.Key.FirstDay), [.. group.Select(row => new BellPeriod(row.Number, row.Name, row.StartsMinute, row.EndsMinute))]))];

    public static DateOnly Date(string stored) => DateOnly.ParseExact(stored, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Stored(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal sealed record TermRow
    {
        public required string Id { get; init; }

        public required string PlaceId { get; init; }

        public required string Name { get; init; }

        public required string FirstDay { get; init; }

        public int Weeks { get; init; }

        public TermTime View() => new(Id, PlaceId, Name, Date(FirstDay), Weeks);
    }

    internal sealed record DayRow
    {
        public required string PlaceId { get; init; }

        public required string Date { get; init; }

        public string? TaughtAs { get; init; }

        public required string Note { get; init; }

        public SpecialDay View() => new(PlaceId, TimetableReader.Date(Date), TaughtAs is { } date ? TimetableReader.Date(date) : null, Note);
    }

    internal sealed record PeriodRow
    {
        public required string BellsId { get; init; }

        public required string BellsName { get; init; }

        public required string FirstDay { get; init; }

        public int Number { get; init; }

        public required string Name { get; init; }

        public int StartsMinute { get; init; }

        public int EndsMinute { get; init; }
    }

    internal sealed record LessonRow
    {
        public required string Id { get; init; }

        public required string TermId { get; init; }

        public required string RoomId { get; init; }

        public int Weekday { get; init; }

        public int Period { get; init; }

        public required string Weeks { get; init; }

        public required string Subject { get; init; }

        public required string ClassName { get; init; }

        public required string Teacher { get; init; }

        public required string TeacherKey { get; init; }

        public required string Note { get; init; }

        public WeeklyLesson View() => new(Id, TermId, RoomId, Weekday, Period, Timetable.Weeks.Parse(Weeks), Subject, ClassName, Teacher, TeacherKey, Note);
    }

    internal sealed record ChangeRow
    {
        public required string SwapId { get; init; }

        public required string LessonId { get; init; }

        public required string Date { get; init; }

        public string? ToDate { get; init; }

        public int ToPeriod { get; init; }

        public required string ToRoomId { get; init; }

        public string? ToTeacher { get; init; }

        public LessonChange View() => new(SwapId, LessonId, TimetableReader.Date(Date), ToDate is { } date ? TimetableReader.Date(date) : null, ToPeriod, ToRoomId, ToTeacher);
    }
}
