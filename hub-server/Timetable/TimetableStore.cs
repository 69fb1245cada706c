using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Timetable;

/// <summary>What a list of weekly lessons is narrowed to; null leaves it open.</summary>
internal sealed record TimetableFilter(string? School, string? Room, string? Term, string? TeacherKey, string? Q);

/// <summary>Weekly lessons in the database. Every question carries the asker's scope.</summary>
internal sealed class TimetableStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = """
        lesson.id AS Id, lesson.term_id AS TermId, lesson.school_id AS SchoolId, lesson.room_id AS RoomId, room.name AS RoomName, lesson.weekday AS Weekday, lesson.period AS Period, lesson.weeks AS Weeks,
        lesson.subject AS Subject, lesson.class_name AS ClassName, lesson.teacher AS Teacher, lesson.teacher_key AS TeacherKey, lesson.note AS Note
        """;

    private const string From = "FROM timetable_lesson lesson JOIN room ON room.id = lesson.room_id JOIN school ON school.id = lesson.school_id";

    private const string Insert = """
        INSERT INTO timetable_lesson (id, term_id, school_id, room_id, weekday, period, weeks, subject, class_name, teacher, teacher_key, note, import_id, created_at_ms)
        VALUES (@Id, @TermId, @schoolId, @RoomId, @Weekday, @Period, @weeks, @Subject, @ClassName, @Teacher, @TeacherKey, @Note, @importId, @now)
        """;

    private const string Update = """
        UPDATE timetable_lesson SET term_id = @TermId, room_id = @RoomId, weekday = @Weekday, period = @Period, weeks = @weeks,
            subject = @Subject, class_name = @ClassName, teacher = @Teacher, teacher_key = @TeacherKey, note = @Note
        WHERE id = @Id
        """;

    private const string SameTime = $"""
        SELECT {TimetableReader.LessonColumns} FROM timetable_lesson
        WHERE school_id = @schoolId AND term_id = @TermId AND weekday = @Weekday AND period = @Period AND id <> @Id
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["weekday"] = "lesson.weekday * 100 + lesson.period",
        ["roomName"] = "room.name_key",
        ["subject"] = "lesson.subject",
        ["className"] = "lesson.class_name",
        ["teacher"] = "lesson.teacher",
    };

    public async Task<Page<TimetableLesson>> ListAsync(Scope scope, TimetableFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {scope.Filter("school.region_id", "school.id")}
              AND (@School IS NULL OR lesson.school_id = @School) AND (@Room IS NULL OR lesson.room_id = @Room) AND (@Term IS NULL OR lesson.term_id = @Term)
              AND (@TeacherKey IS NULL OR lesson.teacher_key = @TeacherKey)
              AND (@pattern IS NULL OR LOWER(lesson.subject) LIKE @pattern ESCAPE '\' OR LOWER(lesson.class_name) LIKE @pattern ESCAPE '\' OR LOWER(lesson.teacher) LIKE @pattern ESCAPE '\' OR LOWER(room.name) LIKE @pattern ESCAPE '\')
            """;
        var values = new { scopeId = scope.Id, filter.School, filter.Room, filter.Term, filter.TeacherKey, pattern = Pattern.Contains(filter.Q) };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {From} {where}", values);
        var items = await connection.QueryAsync<Row>($"SELECT {Columns} {From} {where} {plan.Sql}", values);
        return plan.Of(items.Select(row => row.View()).ToList(), total);
    }

    public async Task<TimetableLesson?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var sql = $"SELECT {Columns} {From} WHERE lesson.id = @id AND {scope.Filter("school.region_id", "school.id")}";
        return (await connection.QuerySingleOrDefaultAsync<Row>(sql, new { id, scopeId = scope.Id }))?.View();
    }

    /// <summary>All of a school's in a term, for looking for conflicts.</summary>
    public async Task<List<TimetableLesson>> OfTermAsync(string schoolId, string termId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>($"SELECT {Columns} {From} WHERE lesson.school_id = @schoolId AND lesson.term_id = @termId", new { schoolId, termId })).Select(row => row.View())];
    }

    /// <summary>Stores a new lesson or another shape of one, unless others are in its way and that is not allowed.</summary>
    /// <param name="weeks">Of its term.</param>
    public Task<IReadOnlyList<Conflict<WeeklyLesson>>> SaveAsync(WeeklyLesson lesson, string schoolId, int weeks, bool isNew, bool allowConflicts, CancellationToken cancellationToken)
    {
        var row = Values(lesson, schoolId, null, time.GetUtcNow());
        return database.WriteAsync<IReadOnlyList<Conflict<WeeklyLesson>>>(
            async connection =>
            {
                var others = (await connection.QueryAsync<TimetableReader.LessonRow>(SameTime, row)).Select(other => other.View());
                List<Conflict<WeeklyLesson>> conflicts = allowConflicts ? [] : [.. Conflicts.With(lesson, others, weeks)];
                if (conflicts.Count == 0) await connection.ExecuteAsync(isNew ? Insert : Update, row);
                return conflicts;
            },
            cancellationToken);
    }

    public static Task InsertAsync(DbConnection connection, IEnumerable<WeeklyLesson> lessons, string schoolId, string importId, DateTimeOffset now) =>
        connection.ExecuteAsync(Insert, lessons.Select(lesson => Values(lesson, schoolId, importId, now)));

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM timetable_lesson WHERE id = @id", new { id }), cancellationToken);

    /// <summary>Those who teach in a school in a term, with how many weekly lessons.</summary>
    public async Task<List<Teacher>> TeachersAsync(string schoolId, string? termId, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT teacher_key AS Key, MIN(teacher) AS Name, COUNT(*) AS Lessons FROM timetable_lesson
            WHERE school_id = @schoolId AND (@termId IS NULL OR term_id = @termId) AND teacher_key <> '' GROUP BY teacher_key ORDER BY teacher_key
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<TeacherRow>(sql, new { schoolId, termId })).Select(row => new Teacher(row.Key, row.Name, row.Lessons))];
    }

    private static object Values(WeeklyLesson lesson, string schoolId, string? importId, DateTimeOffset now) => new
    {
        lesson.Id,
        lesson.TermId,
        schoolId,
        lesson.RoomId,
        lesson.Weekday,
        lesson.Period,
        weeks = lesson.Weeks.ToString(),
        lesson.Subject,
        lesson.ClassName,
        lesson.Teacher,
        lesson.TeacherKey,
        lesson.Note,
        importId,
        now = now.ToUnixTimeMilliseconds(),
    };

    private sealed record TeacherRow
    {
        public required string Key { get; init; }

        public required string Name { get; init; }

        public int Lessons { get; init; }
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string TermId { get; init; }

        public required string SchoolId { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public int Weekday { get; init; }

        public int Period { get; init; }

        public required string Weeks { get; init; }

        public required string Subject { get; init; }

        public required string ClassName { get; init; }

        public required string Teacher { get; init; }

        public required string TeacherKey { get; init; }

        public required string Note { get; init; }

        public TimetableLesson View() => new(Id, TermId, SchoolId, RoomId, RoomName, Weekday, Period, Weeks, Subject, ClassName, Teacher, TeacherKey, Note);
    }
}
