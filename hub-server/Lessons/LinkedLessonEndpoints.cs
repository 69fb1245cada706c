using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>Body of <c>POST /api/v1/linked-lessons</c>.</summary>
/// <param name="Title">At most 200 characters; the hub makes one when it is empty.</param>
/// <param name="StartAt">When it is planned to begin; null: it begins now.</param>
/// <param name="Minutes">1 to 300.</param>
/// <param name="Weeks">1 to 60: so many weeks in a row at the same time by the wall clock. Until there is a timetable.</param>
internal sealed record CreateLinkedLesson(string PairingId, string Title = "", string Teacher = "", DateTimeOffset? StartAt = null, int Minutes = 45, int Weeks = 1);

/// <summary>Body of <c>POST /api/v1/linked-lessons/{id}/rooms</c>.</summary>
internal sealed record InviteRoom(string RoomId);

/// <summary>Body of <c>PUT /api/v1/linked-lessons/{id}/floor</c>.</summary>
/// <param name="RoomId">The receiving room that is heard; null takes the floor back.</param>
internal sealed record GiveFloor(string? RoomId = null);

/// <summary>Body of <c>PUT /api/v1/linked-lessons/{id}/layout</c>.</summary>
/// <param name="MainSource">The host's source that is shown large; empty: the screen, or what there is.</param>
internal sealed record SetLayout(LayoutKind Kind, string MainSource = "");

/// <summary>Body of <c>POST /api/v1/linked-lessons/{id}/extend</c>.</summary>
/// <param name="Minutes">1 to 120: so much later it ends.</param>
internal sealed record ExtendLesson(int Minutes);

internal static class LinkedLessonEndpoints
{
    private const int MostExtended = 120;

    public static void MapLinkedLessons(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/linked-lessons").WithTags("lessons").Needs(Right.SeeRooms);
        group.MapGet("/", ListAsync).WithName("listLinkedLessons").WithSummary("Linked lessons in which one of the caller's rooms takes part");
        group.MapPost("/", CreateAsync).WithName("createLinkedLesson").Needs(Right.RunLinkedLessons).WithSummary("Plans a lesson of a pairing, weekly if wanted, or begins one now; the caller commands the host's room").ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getLinkedLesson").WithSummary("One lesson with all that is known of its rooms").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteLinkedLesson").Needs(Right.RunLinkedLessons).WithSummary("Takes a planned lesson out, with those that follow it in its series if wanted").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        Command(group.MapPost("/{id}/end", EndAsync)).WithName("endLinkedLesson").WithSummary("Ends the lesson in all rooms");
        Command(group.MapPost("/{id}/extend", ExtendAsync)).WithName("extendLinkedLesson").WithSummary("Lets the lesson end later");
        Command(group.MapPost("/{id}/rooms", InviteAsync)).WithName("inviteRoom").WithSummary("Has a room of the caller's, or of the host's pairings, join the lesson that runs, or come back");
        Command(group.MapDelete("/{id}/rooms/{roomId}", ReleaseAsync)).WithName("releaseRoom").WithSummary("Lets a receiving room go; it can be invited again");
        Command(group.MapPut("/{id}/floor", FloorAsync)).WithName("setFloor").WithSummary("Says which receiving room is heard");
        Command(group.MapPut("/{id}/layout", LayoutAsync)).WithName("setLayout").WithSummary("Says how the receiving rooms show the host");
    }

    private static RouteHandlerBuilder Command(RouteHandlerBuilder route) => route.Needs(Right.RunLinkedLessons).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    private static async Task<Results<Ok<Page<LinkedLessonItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, LessonLists lessons, [AsParameters] PageQuery page, [AsParameters] LessonQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(LessonLists.SortColumns, "-plannedStart", "linked_lesson.id", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await lessons.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> GetAsync(string id, Caller caller, LessonLists lessons, CancellationToken cancellationToken) =>
        await lessons.FindAsync(caller.Scope, id, cancellationToken) is { } lesson ? TypedResults.Ok(lessons.Detail(lesson, caller)) : Unknown();

    private static async Task<Results<Created<LinkedLessonDetail>, ProblemHttpResult>> CreateAsync(
        CreateLinkedLesson body, Caller caller, PairingStore pairings, LessonStarts starts, LessonLists lessons, CancellationToken cancellationToken)
    {
        if (await pairings.FindAsync(caller.Scope, body.PairingId, cancellationToken) is not { } pairing) return Problems.Invalid("pairing_unknown", "There is no such pairing, or it is not the caller's to see.");
        if (!pairing.Host.IsIn(caller.Scope)) return Forbidden();
        if (DescriptionRules.FaultOfText("title", body.Title) is { } title) return Problems.Invalid("title_invalid", title);
        if (DescriptionRules.FaultOfText("teacher", body.Teacher) is { } teacher) return Problems.Invalid("teacher_invalid", teacher);
        var wish = new LessonWish(body.Title.Trim(), body.Teacher.Trim(), body.StartAt, body.Minutes, body.Weeks);
        var (lesson, fault) = await starts.AddAsync(pairing, wish, caller.Name, actId: null, cancellationToken);
        return lesson is null ? Refuse(fault!) : TypedResults.Created($"/api/v1/linked-lessons/{lesson.Id}", lessons.Detail(lesson, caller));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, [FromQuery, Description("true: with those that follow it in its series.")] bool? series, Caller caller, LessonLists lessons, LessonDesk desk, CancellationToken cancellationToken)
    {
        if (await lessons.FindAsync(caller.Scope, id, cancellationToken) is not { } lesson) return Unknown();
        if (!LessonLists.MayCommand(caller.Scope, lesson)) return Forbidden();
        return lesson.State == LessonState.Planned && await desk.RemoveAsync(lesson, series ?? false, cancellationToken) > 0
            ? TypedResults.NoContent()
            : Problems.Conflict("lesson_not_planned", "Only a lesson that is still planned can be taken out.");
    }

    private static Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> EndAsync(string id, Caller caller, LessonLists lessons, LessonDesk desk, CancellationToken cancellationToken) => CommandAsync(
        id,
        new Asked(caller, lessons, desk),
        (LinkedLesson lesson, DateTimeOffset now, out LinkedLesson next) =>
        {
            next = lesson.IsRunning ? LessonCourse.Finish(lesson, now, LessonEnd.Console) : lesson;
            return lesson.IsRunning ? null : LessonFault.NotRunning;
        },
        cancellationToken);

    private static async Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> ExtendAsync(string id, ExtendLesson body, Caller caller, LessonLists lessons, LessonDesk desk, CancellationToken cancellationToken)
    {
        var asked = new Asked(caller, lessons, desk);
        if (body.Minutes is >= 1 and <= MostExtended)
        {
            return await CommandAsync(
                id,
                asked,
                (LinkedLesson lesson, DateTimeOffset _, out LinkedLesson next) =>
                {
                    next = lesson with { PlannedEnd = lesson.PlannedEnd.AddMinutes(body.Minutes) };
                    return lesson.IsRunning ? null : LessonFault.NotRunning;
                },
                cancellationToken);
        }
        return await asked.RefusalAsync(id, cancellationToken) ?? Problems.Invalid("minutes_invalid", $"minutes is {body.Minutes}; allowed: 1 to {MostExtended}.");
    }

    private static async Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> InviteAsync(
        string id, InviteRoom body, Caller caller, LessonLists lessons, LessonDesk desk, PairingStore pairings, RoomStore rooms, CancellationToken cancellationToken)
    {
        var asked = new Asked(caller, lessons, desk);
        if (await asked.RefusalAsync(id, cancellationToken) is { } refusal) return refusal;
        var host = (await lessons.FindAsync(caller.Scope, id, cancellationToken))!.Host.RoomId;
        if (await InvitedAsync(body.RoomId, host, caller.Scope, pairings, rooms, cancellationToken) is not { } room)
            return NodeProblems.ParentUnknown("room", body.RoomId);
        return await CommandAsync(
            id, asked, (LinkedLesson lesson, DateTimeOffset _, out LinkedLesson next) => LessonActs.Invite(lesson, room.Part(LessonRole.Receiver), out next), cancellationToken);
    }

    private static Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> ReleaseAsync(string id, string roomId, Caller caller, LessonLists lessons, LessonDesk desk, CancellationToken cancellationToken) => CommandAsync(
        id, new Asked(caller, lessons, desk), (LinkedLesson lesson, DateTimeOffset _, out LinkedLesson next) => LessonActs.Leave(lesson, roomId, out next), cancellationToken);

    private static Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> FloorAsync(string id, GiveFloor body, Caller caller, LessonLists lessons, LessonDesk desk, CancellationToken cancellationToken) => CommandAsync(
        id, new Asked(caller, lessons, desk), (LinkedLesson lesson, DateTimeOffset _, out LinkedLesson next) => LessonActs.Floor(lesson, body.RoomId.NullIfEmpty(), out next), cancellationToken);

    private static Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> LayoutAsync(string id, SetLayout body, Caller caller, LessonLists lessons, LessonDesk desk, CancellationToken cancellationToken) => CommandAsync(
        id, new Asked(caller, lessons, desk), (LinkedLesson lesson, DateTimeOffset _, out LinkedLesson next) => LessonActs.Layout(lesson, new LessonLayout(body.Kind, body.MainSource), out next), cancellationToken);

    private static async Task<Results<Ok<LinkedLessonDetail>, ProblemHttpResult>> CommandAsync(string id, Asked asked, LessonChange change, CancellationToken cancellationToken)
    {
        if (await asked.RefusalAsync(id, cancellationToken) is { } refusal) return refusal;
        if (await asked.Desk.ChangeAsync(id, change, cancellationToken) is { } fault) return Refuse(fault);
        return await GetAsync(id, asked.Caller, asked.Lessons, cancellationToken);
    }

    private static async Task<PairingRoom?> InvitedAsync(string roomId, string hostId, Scope scope, PairingStore pairings, RoomStore rooms, CancellationToken cancellationToken)
    {
        var paired = (await pairings.OfRoomAsync(hostId, cancellationToken)).Where(pairing => pairing.Host.RoomId == hostId).SelectMany(pairing => pairing.Receivers);
        if (paired.FirstOrDefault(room => room.RoomId == roomId) is { } known) return known;
        return await rooms.FindAsync(scope, roomId, cancellationToken) is { } room ? new PairingRoom(room.Id, room.Name, room.SchoolId, room.SchoolName, room.RegionId, room.RegionName) : null;
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("lesson_unknown", "There is no such lesson, or it is not the caller's to see.");

    private static ProblemHttpResult Forbidden() => Problems.Forbidden("scope_too_small", "The host's room is not the caller's to command; receiving rooms look on.");

    /// <summary>What cannot be read is 400; what cannot be now is 409.</summary>
    private static ProblemHttpResult Refuse(LessonFault fault) =>
        fault.Code.EndsWith("_invalid", StringComparison.Ordinal) ? Problems.Invalid(fault.Code, fault.Message) : Problems.Conflict(fault.Code, fault.Message);

    /// <summary>Who asks for a change, and of whom.</summary>
    private sealed record Asked(Caller Caller, LessonLists Lessons, LessonDesk Desk)
    {
        public async Task<ProblemHttpResult?> RefusalAsync(string id, CancellationToken cancellationToken)
        {
            if (await Lessons.FindAsync(Caller.Scope, id, cancellationToken) is not { } lesson) return Unknown();
            return LessonLists.MayCommand(Caller.Scope, lesson) ? null : Forbidden();
        }
    }
}
