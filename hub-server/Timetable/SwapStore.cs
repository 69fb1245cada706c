using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Timetable;

/// <summary>How storing a swap ended: with its id, or with a fault's code, and what is in its way.</summary>
internal sealed record SwapOutcome(string? Id, string? Fault, IReadOnlyList<Conflict<TaughtLesson>> Conflicts);

/// <summary>Swaps in the database.</summary>
internal sealed class SwapStore(HubDatabase database, TimeProvider time)
{
    private const string InsertSwap = "INSERT INTO timetable_swap (id, school_id, kind, reason, created_by, created_at_ms) VALUES (@id, @schoolId, @kind, @Reason, @caller, @now)";

    private const string InsertChange = """
        INSERT INTO timetable_change (swap_id, lesson_id, date, period, room_id, subject, class_name, teacher, to_date, to_period, to_room_id, to_teacher)
        VALUES (@id, @LessonId, @date, @Period, @RoomId, @Subject, @ClassName, @Teacher, @toDate, @toPeriod, @toRoomId, @toTeacher)
        """;

    private const string Select = """
        SELECT id AS Id, school_id AS SchoolId, kind AS Kind, reason AS Reason, created_by AS CreatedBy, created_at_ms AS CreatedAtMs, revoked_by AS RevokedBy, revoked_at_ms AS RevokedAtMs
        FROM timetable_swap swap
        """;

    private const string Narrowed = """
        WHERE school_id = @schoolId AND (@roomId IS NULL OR EXISTS (
            SELECT 1 FROM timetable_change change WHERE change.swap_id = swap.id AND (change.room_id = @roomId OR change.to_room_id = @roomId)))
        """;

    private const string SelectChanges = """
        SELECT change.swap_id AS SwapId, change.lesson_id AS LessonId, change.date AS Date, change.period AS Period, change.room_id AS RoomId, room.name AS RoomName,
            change.subject AS Subject, change.class_name AS ClassName, change.teacher AS Teacher, change.to_date AS ToDate, change.to_period AS ToPeriod,
            change.to_room_id AS ToRoomId, target.name AS ToRoomName, change.to_teacher AS ToTeacher
        FROM timetable_change change LEFT JOIN room ON room.id = change.room_id LEFT JOIN room target ON target.id = change.to_room_id
        WHERE change.swap_id IN @ids ORDER BY change.date, change.lesson_id
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["createdAt"] = "created_at_ms" };

    public async Task<Page<Swap>> ListAsync(string schoolId, string? roomId, PagePlan plan, CancellationToken cancellationToken)
    {
        var values = new { schoolId, roomId };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM timetable_swap swap {Narrowed}", values);
        var rows = (await connection.QueryAsync<SwapRow>($"{Select} {Narrowed} {plan.Sql}", values)).ToList();
        var changes = (await connection.QueryAsync<ChangeRow>(SelectChanges, new { ids = rows.Select(row => row.Id) })).ToLookup(row => row.SwapId, StringComparer.Ordinal);
        return plan.Of(rows.ConvertAll(row => row.View(changes[row.Id])), total);
    }

    public async Task<Swap?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await connection.QuerySingleOrDefaultAsync<SwapRow>(Select + " WHERE id = @id", new { id }) is not { } row) return null;
        return row.View(await connection.QueryAsync<ChangeRow>(SelectChanges, new { ids = new[] { id } }));
    }

    public Task<SwapOutcome> CreateAsync(string schoolId, SwapWish wish, string caller, CancellationToken cancellationToken)
    {
        var (id, now) = (NodeId.New(time), time.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteAsync(
            async connection =>
            {
                var before = await TimetableReader.ReadAsync(connection, schoolId, null);
                if (SwapPlan.Make(before, id, wish, out var changes) is { } fault) return new SwapOutcome(null, fault, []);
                var conflicts = wish.AllowConflicts ? [] : SwapPlan.ConflictsOf(before, id, changes);
                if (conflicts.Count > 0) return new SwapOutcome(null, "lesson_conflict", conflicts);
                await connection.ExecuteAsync(InsertSwap, new { id, schoolId, kind = wish.Kind.Word(), wish.Reason, caller, now });
                await connection.ExecuteAsync(InsertChange, changes.Select(change => Values(before.Lessons.First(lesson => lesson.Id == change.LessonId), change)));
                return new SwapOutcome(id, null, []);
            },
            cancellationToken);
    }

    /// <returns>False: it was taken back before.</returns>
    public Task<bool> RevokeAsync(string id, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE timetable_swap SET revoked_by = @caller, revoked_at_ms = @now WHERE id = @id AND revoked_at_ms IS NULL", new { id, caller, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 1,
        cancellationToken);

    private static object Values(WeeklyLesson lesson, LessonChange change) => new
    {
        id = change.SwapId,
        change.LessonId,
        date = TimetableReader.Stored(change.Date),
        lesson.Period,
        lesson.RoomId,
        lesson.Subject,
        lesson.ClassName,
        lesson.Teacher,
        toDate = change.ToDate is { } date ? TimetableReader.Stored(date) : null,
        toPeriod = change.ToDate is null ? (int?)null : change.ToPeriod,
        toRoomId = change.ToDate is null ? null : change.ToRoomId,
        toTeacher = change.ToTeacher,
    };

    private sealed record SwapRow
    {
        public required string Id { get; init; }

        public required string SchoolId { get; init; }

        public required string Kind { get; init; }

        public required string Reason { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public string? RevokedBy { get; init; }

        public long? RevokedAtMs { get; init; }

        public Swap View(IEnumerable<ChangeRow> changes) => new(
            Id, SchoolId, Words.Enum<SwapKind>(Kind), Reason, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), RevokedBy,
            RevokedAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, [.. changes.Select(change => change.View())]);
    }

    private sealed record ChangeRow
    {
        public required string SwapId { get; init; }

        public required string LessonId { get; init; }

        public required string Date { get; init; }

        public int Period { get; init; }

        public required string RoomId { get; init; }

        public string? RoomName { get; init; }

        public required string Subject { get; init; }

        public required string ClassName { get; init; }

        public required string Teacher { get; init; }

        public string? ToDate { get; init; }

        public int? ToPeriod { get; init; }

        public string? ToRoomId { get; init; }

        public string? ToRoomName { get; init; }

        public string? ToTeacher { get; init; }

        public SwapChange View() => new(
            LessonId, TimetableReader.Date(Date), Period, RoomId, RoomName ?? "", Subject, ClassName, Teacher,
            ToDate is { } date ? TimetableReader.Date(date) : null, ToPeriod, ToRoomId, ToRoomName, ToTeacher);
    }
}
