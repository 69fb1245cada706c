using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Lessons;

/// <summary>What a list of lessons is narrowed to; null leaves it open.</summary>
internal sealed record LessonFilter
{
    public string? Pairing { get; init; }

    public string? Room { get; init; }

    public string? School { get; init; }

    public string? Region { get; init; }

    public IReadOnlyList<string>? States { get; init; }

    public LessonMode? Mode { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>As <see cref="Recordings.SearchText.KeyOfTeacher"/> makes it.</summary>
    public string? Teacher { get; init; }

    /// <summary>Only those that were held and began on time.</summary>
    public bool OnTime { get; init; }

    public string? Q { get; init; }
}

/// <summary>Lessons as people read them: by whoever's scope covers one of their rooms. Open ones as they are this moment.</summary>
internal sealed class LessonLists(HubDatabase database, LessonDesk desk, LessonTeller teller, LessonsSettings settings, TimeProvider time)
{
    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["plannedStart"] = "planned_start_ms",
        ["startedAt"] = "COALESCE(started_at_ms, 0)",
        ["title"] = "title",
        ["state"] = "state",
        ["duration"] = "duration_ms",
        ["interruptions"] = "interruptions",
    };

    public const string BeganOnTime = "(state = 'ended' AND started_at_ms <= planned_start_ms + @onTimeMs)";

    /// <summary>A name as names are compared, as far as both engines know how.</summary>
    private const string TeacherKeySql = "LOWER(REPLACE(REPLACE(REPLACE(teacher, ' ', ''), '·', ''), '.', ''))";

    public async Task<Page<LinkedLessonItem>> ListAsync(Scope scope, LessonFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = Where(scope, filter, settings);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM linked_lesson WHERE {where}", values);
        var lessons = await LessonStore.ReadAsync(connection, $"{where} {plan.Sql}", values);
        var now = time.GetUtcNow();
        return plan.Of(lessons.Select(read => (desk.Find(read.Lesson.Id) ?? read.Lesson).Item(now)).ToList(), total);
    }

    /// <summary>The lesson as it is now.</summary>
    public async Task<LinkedLesson?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var found = await LessonStore.ReadAsync(connection, $"linked_lesson.id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id });
        return found is [var read] ? desk.Find(id) ?? read.Lesson : null;
    }

    public LinkedLessonDetail Detail(LinkedLesson lesson, Caller caller)
    {
        var (seen, commanded) = (caller.Assignments.For(Right.SeeRooms), caller.Assignments.For(Right.RunLinkedLessons));
        return lesson.Detail(desk.Find(lesson.Id) is not null, time.GetUtcNow(), teller.FactsOf, room => Covers(seen, room)) with { MayCommand = MayCommand(commanded, lesson) };
    }

    /// <summary>Whoever commands the host's room commands the lesson: it is the host who agreed with the other rooms.</summary>
    public static bool MayCommand(Scope scope, LinkedLesson lesson) => Covers(scope, lesson.Host);

    public static bool Covers(Scope scope, LessonRoom room) => scope.Covers(Path(room));

    private static ScopePath Path(LessonRoom room) => new(room.RegionId, room.SchoolId, room.RoomId);

    /// <summary>For <see cref="EventHub"/>.</summary>
    public async Task<EventPayload?> EventOfAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(Scope.Hub, id, cancellationToken) is not { } lesson) return null;
        return new EventPayload(Path(lesson.Host), lesson.Item(time.GetUtcNow())) { AlsoAt = [.. lesson.Rooms.Skip(1).Select(Path)] };
    }

    /// <summary>The condition on <c>linked_lesson</c>, with its values.</summary>
    internal static (string Where, object Values) Where(Scope scope, LessonFilter filter, LessonsSettings settings)
    {
        var where = $"""
            {Visible(scope)}
            AND (@pairing IS NULL OR pairing_id = @pairing) AND (@mode IS NULL OR mode = @mode)
            AND (@from IS NULL OR planned_start_ms >= @from) AND (@to IS NULL OR planned_start_ms < @to)
            AND (@pattern IS NULL OR LOWER(title) LIKE @pattern ESCAPE '\' OR LOWER(teacher) LIKE @pattern ESCAPE '\' OR LOWER(pairing_name) LIKE @pattern ESCAPE '\')
            AND (COALESCE(@room, @school, @region) IS NULL OR EXISTS (
                SELECT 1 FROM linked_lesson_room part WHERE part.lesson_id = linked_lesson.id
                  AND (@room IS NULL OR part.room_id = @room) AND (@school IS NULL OR part.school_id = @school) AND (@region IS NULL OR part.region_id = @region)))
            {(filter.States is null ? "" : "AND state IN @states")}
            {(filter.OnTime ? $"AND {BeganOnTime}" : "")}
            {(filter.Teacher is null ? "" : $"AND {TeacherKeySql} = @teacher")}
            """;
        return (where, new
        {
            scopeId = scope.Id,
            pairing = filter.Pairing,
            mode = filter.Mode?.Word(),
            from = filter.From?.ToUnixTimeMilliseconds(),
            to = filter.To?.ToUnixTimeMilliseconds(),
            pattern = Pattern.Contains(filter.Q),
            room = filter.Room,
            school = filter.School,
            region = filter.Region,
            states = filter.States,
            teacher = filter.Teacher,
            onTimeMs = (long)settings.OnTimeWithin.TotalMilliseconds,
        });
    }

    private static string Visible(Scope scope) => scope.IsHub
        ? "1 = 1"
        : $"EXISTS (SELECT 1 FROM linked_lesson_room seen WHERE seen.lesson_id = linked_lesson.id AND {scope.Filter("seen.region_id", "seen.school_id")})";
}
