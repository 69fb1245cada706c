using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>Body of <c>POST</c> and <c>PUT /api/v1/pairings</c>: the whole pairing.</summary>
/// <param name="ReceiverRoomIds">One to three.</param>
/// <param name="Purpose">At most 500 characters.</param>
internal sealed record PairingWish(
    string Name,
    LessonMode Mode,
    string HostRoomId,
    IReadOnlyList<string> ReceiverRoomIds,
    string Purpose = "",
    LayoutKind Layout = LayoutKind.SideBySide,
    bool Record = true,
    bool FullDuplex = false,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null);

/// <summary>What a list of pairings is narrowed to, as it stands in the address.</summary>
internal readonly record struct PairingQuery(
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "mode"), Description("dedicated, dual-teacher, master-teacher or school-course.")] string? Mode,
    [property: FromQuery(Name = "q"), Description("Part of the name.")] string? Q);

internal static class PairingEndpoints
{
    private const int LongestPurpose = 500;

    public static void MapPairings(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/pairings").WithTags("lessons").Needs(Right.SeeRooms);
        group.MapGet("/", ListAsync).WithName("listPairings").WithSummary("Rooms that are taught together, as far as the caller sees one of them");
        group.MapPost("/", CreateAsync).WithName("createPairing").Needs(Right.RunLinkedLessons).WithSummary("Pairs a host room with one to three receiving rooms; the caller commands all of them").ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getPairing").WithSummary("One pairing").ProducesProblem(404);
        group.MapPut("/{id}", ChangeAsync).WithName("changePairing").Needs(Right.RunLinkedLessons).WithSummary("Replaces what the pairing is; its rooms only while none of its lessons is planned or runs").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{id}", DeleteAsync).WithName("deletePairing").Needs(Right.RunLinkedLessons).WithSummary("Deletes the pairing with its planned lessons; what was taught stays").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    public static ProblemHttpResult Unknown() => Problems.Missing("pairing_unknown", "There is no such pairing, or it is not the caller's to see.");

    private static async Task<Results<Ok<Page<Pairing>>, ProblemHttpResult>> ListAsync(
        Caller caller, PairingStore pairings, [AsParameters] PageQuery page, [AsParameters] PairingQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(PairingStore.SortColumns, "name", "pairing.id", out var plan) is { } problem) return problem;
        if (!Words.TryEnum<LessonMode>(query.Mode, out var mode)) return Problems.Invalid("mode_invalid", $"mode is not one of {Words.All<LessonMode>()}.");
        var filter = new PairingFilter(query.Room.NullIfEmpty(), query.School.NullIfEmpty(), query.Region.NullIfEmpty(), mode, query.Q);
        return TypedResults.Ok(await pairings.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Ok<Pairing>, ProblemHttpResult>> GetAsync(string id, Caller caller, PairingStore pairings, CancellationToken cancellationToken) =>
        await pairings.FindAsync(caller.Scope, id, cancellationToken) is { } pairing ? TypedResults.Ok(pairing) : Unknown();

    private static async Task<Results<Created<Pairing>, ProblemHttpResult>> CreateAsync(
        PairingWish body, Caller caller, PairingStore pairings, RoomStore rooms, CancellationToken cancellationToken)
    {
        if (Fault(body, out var wish) is { } problem) return problem;
        if (await RoomFaultAsync(wish, caller.Scope, rooms, cancellationToken) is { } unknown) return unknown;
        if (await pairings.CreateAsync(wish, caller.Name, cancellationToken) is not { } id) return RoomGone();
        return TypedResults.Created($"/api/v1/pairings/{id}", await pairings.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<Ok<Pairing>, ProblemHttpResult>> ChangeAsync(
        string id, PairingWish body, Caller caller, PairingStore pairings, RoomStore rooms, CancellationToken cancellationToken)
    {
        if (await pairings.FindAsync(caller.Scope, id, cancellationToken) is not { } before) return Unknown();
        if (!CoversAll(caller.Scope, before)) return Foreign();
        if (Fault(body, out var wish) is { } problem) return problem;
        if (await RoomFaultAsync(wish, caller.Scope, rooms, cancellationToken) is { } unknown) return unknown;
        if (!await pairings.ChangeAsync(before, wish, cancellationToken))
            return Problems.Conflict("pairing_has_lessons", "Lessons with the old rooms are planned or run; end or delete them first, or make another pairing.");
        return TypedResults.Ok(await pairings.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, PairingStore pairings, CancellationToken cancellationToken)
    {
        if (await pairings.FindAsync(caller.Scope, id, cancellationToken) is not { } pairing) return Unknown();
        if (!CoversAll(caller.Scope, pairing)) return Foreign();
        return await pairings.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.Conflict("lesson_running", "A lesson of this pairing runs; end it first.");
    }

    private static bool CoversAll(Scope scope, Pairing pairing) => pairing.Host.IsIn(scope) && pairing.Receivers.All(room => room.IsIn(scope));

    private static ProblemHttpResult Foreign() => Problems.Forbidden("scope_too_small", "Some of the pairing's rooms are not the caller's to command.");

    private static ProblemHttpResult RoomGone() => Problems.Conflict("room_unknown", "One of the rooms has just been deleted.");

    private static async Task<ProblemHttpResult?> RoomFaultAsync(PairingWish wish, Scope scope, RoomStore rooms, CancellationToken cancellationToken)
    {
        foreach (var roomId in wish.ReceiverRoomIds.Prepend(wish.HostRoomId))
        {
            if (await rooms.FindAsync(scope, roomId, cancellationToken) is null) return NodeProblems.ParentUnknown("room", roomId);
        }
        return null;
    }

    private static ProblemHttpResult? Fault(PairingWish body, out PairingWish wish)
    {
        wish = body;
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        var receivers = body.ReceiverRoomIds;
        if (receivers.Count is 0 or > LinkedLesson.MaxReceivers) return Problems.Invalid("receivers_invalid", $"There are {receivers.Count} receiving rooms; allowed: 1 to {LinkedLesson.MaxReceivers}.");
        if (receivers.Contains(body.HostRoomId, StringComparer.Ordinal)) return Problems.Invalid("room_paired_with_itself", "The host room is among its receivers.");
        if (receivers.Distinct(StringComparer.Ordinal).Count() != receivers.Count) return Problems.Invalid("room_twice", "A receiving room is named twice.");
        if (body.Purpose.Length > LongestPurpose || body.Purpose.Contains('\0')) return Problems.Invalid("purpose_invalid", $"purpose has at most {LongestPurpose} characters.");
        if (body.ValidUntil <= body.ValidFrom) return Problems.Invalid("validity_invalid", "validUntil is not after validFrom.");
        if (body.FullDuplex && !LessonRights.Of(body.Mode).MayBeFullDuplex) return Problems.Invalid("full_duplex_invalid", $"In lessons of the mode {body.Mode.Word()} one room is heard at a time.");
        wish = body with { Name = name, Purpose = body.Purpose.Trim() };
        return null;
    }
}
