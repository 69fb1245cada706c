using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <summary>Lessons taught otherwise on one date, with their history.</summary>
internal static class SwapEndpoints
{
    private const int LongestReason = 200;

    public static void MapSwaps(this IEndpointRouteBuilder api)
    {
        var swaps = api.MapGroup("/swaps");
        swaps.MapGet("/", ListAsync).WithName("listSwaps").Needs(Right.SeeRooms).WithSummary("A school's swaps, those taken back too; newest first").ProducesProblem(404);
        swaps.MapPost("/", CreateAsync).WithName("createSwap").WithSummary("Moves, exchanges, substitutes or cancels a lesson of a date").ProducesProblem(404).ProducesProblem(409);
        swaps.MapPost("/{id}/revoke", RevokeAsync).WithName("revokeSwap").WithSummary("Takes a swap back: its lessons are taught as they stand in the timetable").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<Swap>>, ProblemHttpResult>> ListAsync(
        string school, string? room, Caller caller, SchoolStore schools, SwapStore swaps, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(SwapStore.SortColumns, "-createdAt", "id", out var plan) is { } problem) return problem;
        if (await schools.FindAsync(caller.Scope, school, cancellationToken) is null) return NodeProblems.Unknown("school", school);
        return TypedResults.Ok(await swaps.ListAsync(school, room.NullIfEmpty(), plan, cancellationToken));
    }

    private static async Task<Results<Created<Swap>, ProblemHttpResult>> CreateAsync(
        SwapWish body, Caller caller, TimetableStore lessons, RoomStore rooms, SwapStore swaps, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await lessons.FindAsync(caller.Scope, body.LessonId, cancellationToken) is not { } lesson) return Problems.Missing("lesson_unknown", "There is no such lesson, or it is not the caller's to see.");
        if (NameRule.Fault(body.Reason, LongestReason, out var reason) is { } fault) return Problems.Invalid("reason_invalid", $"reason {fault}; allowed: at most {LongestReason} visible characters.");
        if (NameRule.Fault(body.ToTeacher, NameRule.Longest, out var teacher) is { } wrong) return Problems.Invalid("teacher_invalid", $"toTeacher {wrong}; allowed: at most {NameRule.Longest} visible characters.");
        if (body.ToRoomId is { } roomId && (await rooms.FindAsync(caller.Scope, roomId, cancellationToken))?.SchoolId != lesson.SchoolId) return NodeProblems.ParentUnknown("room", roomId);
        var outcome = await swaps.CreateAsync(lesson.SchoolId, body with { Reason = reason, ToTeacher = teacher }, caller.Name, cancellationToken);
        if (outcome.Fault is not null) return Refusal(outcome);
        await changes.OfPlaceAsync(lesson.SchoolId, cancellationToken);
        return TypedResults.Created($"/api/v1/timetable/swaps/{outcome.Id}", await swaps.FindAsync(outcome.Id!, cancellationToken));
    }

    private static async Task<Results<Ok<Swap>, ProblemHttpResult>> RevokeAsync(
        string id, Caller caller, SchoolStore schools, SwapStore swaps, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await swaps.FindAsync(id, cancellationToken) is not { } swap || await schools.FindAsync(caller.Scope, swap.SchoolId, cancellationToken) is null)
            return Problems.Missing("swap_unknown", "There is no such swap, or it is not the caller's to see.");
        if (!await swaps.RevokeAsync(id, caller.Name, cancellationToken)) return Problems.Conflict("swap_revoked", "The swap was taken back already.");
        await changes.OfPlaceAsync(swap.SchoolId, cancellationToken);
        return TypedResults.Ok((await swaps.FindAsync(id, cancellationToken))!);
    }

    private static ProblemHttpResult Refusal(SwapOutcome outcome) => outcome.Fault switch
    {
        "lesson_conflict" => Problems.Create(
            StatusCodes.Status409Conflict, "lesson_conflict", Describe(outcome.Conflicts[0]), ("conflicts", outcome.Conflicts.Count), ("kinds", outcome.Conflicts[0].Kinds)),
        "lesson_already_swapped" => Problems.Conflict("lesson_already_swapped", "The lesson is swapped on that date already; take that back first."),
        "lesson_not_on_date" => Problems.Invalid("lesson_not_on_date", "The lesson does not stand in the timetable on that date."),
        "period_unknown" => Problems.Invalid("period_unknown", "The school's bells have no such period on that date."),
        "teacher_missing" => Problems.Invalid("teacher_missing", "toTeacher says who teaches instead."),
        "other_lesson_missing" => Problems.Invalid("other_lesson_missing", "otherLessonId and otherDate say with what it is exchanged."),
        _ => Problems.Invalid("swap_changes_nothing", "The lesson is there already."),
    };

    private static string Describe(Conflict<TaughtLesson> conflict) =>
        $"{Name(conflict.One)} and {Name(conflict.Other)} share {string.Join(" and ", conflict.Kinds.Select(kind => kind.Word()))} on {conflict.One.Date:yyyy-MM-dd} in period {conflict.One.Period.Number}.";

    private static string Name(TaughtLesson lesson) => LessonEndpoints.Name(lesson.Weekly.Subject, lesson.Weekly.ClassName, lesson.Teacher, "");
}
