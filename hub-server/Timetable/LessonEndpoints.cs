using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <summary>What a list of weekly lessons is narrowed to, as it stands in the address.</summary>
internal readonly record struct TimetableQuery(
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "term"), Description("A term's id.")] string? Term,
    [property: FromQuery(Name = "teacher"), Description("A teacherKey.")] string? Teacher,
    [property: FromQuery(Name = "q"), Description("Part of the subject, class, teacher or room.")] string? Q);

internal static class LessonEndpoints
{
    private const int LongestNote = 200;
    private const int MostConflicts = 200;

    public static void MapTimetableLessons(this IEndpointRouteBuilder api)
    {
        var lessons = api.MapGroup("/lessons");
        lessons.MapGet("/", ListAsync).WithName("listTimetableLessons").Needs(Right.SeeRooms).WithSummary("Weekly lessons");
        lessons.MapPost("/", CreateAsync).WithName("createTimetableLesson").WithSummary("A new weekly lesson").ProducesProblem(404).ProducesProblem(409);
        lessons.MapPut("/{id}", ChangeAsync).WithName("changeTimetableLesson").WithSummary("Replaces a weekly lesson").ProducesProblem(404).ProducesProblem(409);
        lessons.MapDelete("/{id}", DeleteAsync).WithName("deleteTimetableLesson").WithSummary("Deletes a weekly lesson; its swaps stay as history").ProducesProblem(404);
        api.MapGet("/teachers", TeachersAsync).WithName("listTimetableTeachers").Needs(Right.SeeRooms).WithSummary("Those who teach in a school").ProducesProblem(404);
        api.MapGet("/conflicts", ConflictsAsync).WithName("listTimetableConflicts").Needs(Right.SeeRooms).WithSummary("Weekly lessons of a school that are in each other's way").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<TimetableLesson>>, ProblemHttpResult>> ListAsync(
        Caller caller, TimetableStore store, [AsParameters] PageQuery page, [AsParameters] TimetableQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(TimetableStore.SortColumns, "weekday", "lesson.id", out var plan) is { } problem) return problem;
        var filter = new TimetableFilter(query.School.NullIfEmpty(), query.Room.NullIfEmpty(), query.Term.NullIfEmpty(), query.Teacher.NullIfEmpty(), query.Q);
        return TypedResults.Ok(await store.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Created<TimetableLesson>, ProblemHttpResult>> CreateAsync(
        TimetableLessonWish body, Caller caller, TimetableStore store, TimetableChanges changes, RoomStore rooms, CalendarStore calendar, BellStore bells, TimeProvider time, CancellationToken cancellationToken)
    {
        var (problem, lesson) = await SaveAsync(NodeId.New(time), isNew: true, body, caller, store, rooms, calendar, bells, cancellationToken);
        if (problem is not null) return problem;
        changes.OfRoom(lesson!.RoomId);
        return TypedResults.Created($"/api/v1/timetable/lessons/{lesson.Id}", lesson);
    }

    private static async Task<Results<Ok<TimetableLesson>, ProblemHttpResult>> ChangeAsync(
        string id, TimetableLessonWish body, Caller caller, TimetableStore store, TimetableChanges changes, RoomStore rooms, CalendarStore calendar, BellStore bells, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller.Scope, id, cancellationToken) is not { } before) return Unknown();
        if (await rooms.FindAsync(caller.Scope, body.RoomId, cancellationToken) is { } room && room.SchoolId != before.SchoolId)
            return Problems.Invalid("room_of_other_school", "A lesson stays in its school; delete it here and make it anew there.");
        var (problem, lesson) = await SaveAsync(id, isNew: false, body, caller, store, rooms, calendar, bells, cancellationToken);
        if (problem is not null) return problem;
        changes.OfRoom(before.RoomId);
        changes.OfRoom(lesson!.RoomId);
        return TypedResults.Ok(lesson);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, TimetableStore store, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller.Scope, id, cancellationToken) is not { } before) return Unknown();
        await store.DeleteAsync(id, cancellationToken);
        await changes.OfPlaceAsync(before.SchoolId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<List<Teacher>>, ProblemHttpResult>> TeachersAsync(
        string school, string? term, Caller caller, SchoolStore schools, TimetableStore store, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, school, cancellationToken) is null) return NodeProblems.Unknown("school", school);
        return TypedResults.Ok(await store.TeachersAsync(school, term.NullIfEmpty(), cancellationToken));
    }

    private static async Task<Results<Ok<LessonConflicts>, ProblemHttpResult>> ConflictsAsync(
        string school, string term, Caller caller, SchoolStore schools, TimetableStore store, CalendarStore calendar, BellStore bells, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, school, cancellationToken) is null) return NodeProblems.Unknown("school", school);
        if (await TermOfAsync(calendar, school, term, cancellationToken) is not { } found) return TermUnknown();
        var views = (await store.OfTermAsync(school, term, cancellationToken)).ToDictionary(lesson => lesson.Id, StringComparer.Ordinal);
        var weekly = views.Values.Select(Weekly);
        var conflicts = Conflicts.Among(weekly, found.Weeks).OrderBy(conflict => (conflict.One.Weekday, conflict.One.Period)).ToList();
        var periods = await PeriodsAsync(bells, school, cancellationToken);
        return TypedResults.Ok(new LessonConflicts(
            conflicts.Count,
            [.. conflicts.Take(MostConflicts).Select(conflict => new LessonConflict(conflict.Kinds, views[conflict.One.Id], views[conflict.Other.Id]))],
            views.Values.Count(lesson => !periods.Contains(lesson.Period))));
    }

    private static async Task<(ProblemHttpResult? Problem, TimetableLesson? Lesson)> SaveAsync(
        string id, bool isNew, TimetableLessonWish body, Caller caller, TimetableStore store, RoomStore rooms, CalendarStore calendar, BellStore bells, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, body.RoomId, cancellationToken) is not { } room) return (NodeProblems.ParentUnknown("room", body.RoomId), null);
        if (await TermOfAsync(calendar, room.SchoolId, body.TermId, cancellationToken) is not { } term) return (TermUnknown(), null);
        if (Fault(body, id, await PeriodsAsync(bells, room.SchoolId, cancellationToken), out var lesson) is { } problem) return (problem, null);
        var conflicts = await store.SaveAsync(lesson!, room.SchoolId, term.Weeks, isNew, body.AllowConflicts, cancellationToken);
        if (conflicts.Count > 0) return (await ConflictAsync(conflicts, lesson!, room.Name, store, cancellationToken), null);
        return (null, await store.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<ProblemHttpResult> ConflictAsync(
        IReadOnlyList<Conflict<WeeklyLesson>> conflicts, WeeklyLesson lesson, string roomName, TimetableStore store, CancellationToken cancellationToken)
    {
        var first = conflicts[0];
        var other = (await store.FindAsync(Scope.Hub, first.Other.Id, cancellationToken))!;
        var detail = $"{Name(lesson.Subject, lesson.ClassName, lesson.Teacher, roomName)} and {Name(other.Subject, other.ClassName, other.Teacher, other.RoomName)} share {string.Join(" and ", first.Kinds.Select(kind => kind.Word()))} on weekday {lesson.Weekday}, period {lesson.Period}, weeks {other.Weeks}.";
        return Problems.Create(StatusCodes.Status409Conflict, "lesson_conflict", detail, ("conflicts", conflicts.Count), ("other", other), ("kinds", first.Kinds));
    }

    public static string Name(string subject, string className, string teacher, string room) => string.Join(' ', new[] { subject, className, teacher, room }.Where(part => part.Length > 0));

    public static WeeklyLesson Weekly(TimetableLesson lesson) => new(
        lesson.Id, lesson.TermId, lesson.RoomId, lesson.Weekday, lesson.Period, Weeks.Parse(lesson.Weeks), lesson.Subject, lesson.ClassName, lesson.Teacher, lesson.TeacherKey, lesson.Note);

    /// <summary>Null when there is no such term, or it does not hold in this school.</summary>
    public static async Task<TermTime?> TermOfAsync(CalendarStore calendar, string schoolId, string termId, CancellationToken cancellationToken) =>
        (await calendar.TermsAsync(schoolId, cancellationToken)).FirstOrDefault(term => term.Id == termId);

    public static async Task<IReadOnlySet<int>> PeriodsAsync(BellStore bells, string schoolId, CancellationToken cancellationToken) =>
        (await bells.ListAsync(schoolId, cancellationToken)).SelectMany(plan => plan.Periods).Select(period => period.Number).ToHashSet();

    private static ProblemHttpResult Unknown() => Problems.Missing("lesson_unknown", "There is no such lesson, or it is not the caller's to see.");

    public static ProblemHttpResult TermUnknown() => Problems.Missing("term_unknown", "There is no such term in this school or its region.");

    private static ProblemHttpResult? Fault(TimetableLessonWish body, string id, IReadOnlySet<int> periods, out WeeklyLesson? lesson)
    {
        lesson = null;
        if (body.Weekday is < 1 or > 7) return Problems.Invalid("weekday_invalid", $"weekday is {body.Weekday}; allowed: 1 (Monday) to 7.");
        if (!periods.Contains(body.Period)) return Problems.Invalid("period_unknown", $"period is {body.Period}; the school's bells have {string.Join(", ", periods.Order())}.");
        if (!Weeks.TryParse(body.Weeks, out var weeks)) return Problems.Invalid("weeks_invalid", "weeks is none of all, odd, even or a list such as 1-8,10.");
        if (NameRule.Fault(body.Subject, NameRule.Longest, out var subject) is { } one) return Wrong("subject", one);
        if (NameRule.Fault(body.ClassName, NameRule.Longest, out var className) is { } two) return Wrong("className", two);
        if (NameRule.Fault(body.Teacher, NameRule.Longest, out var teacher) is { } three) return Wrong("teacher", three);
        if (NameRule.Fault(body.Note, LongestNote, out var note) is { } four) return Wrong("note", four);
        if (subject.Length + className.Length + teacher.Length == 0) return Problems.Invalid("lesson_empty", "A lesson has a subject, a class or a teacher.");
        lesson = new WeeklyLesson(id, body.TermId, body.RoomId, body.Weekday, body.Period, weeks, subject, className, teacher, TeacherKey.Of(teacher), note);
        return null;
    }

    private static ProblemHttpResult Wrong(string field, string fault) => Problems.Invalid("text_invalid", $"{field} {fault}; allowed: at most {NameRule.Longest} visible characters.");
}
