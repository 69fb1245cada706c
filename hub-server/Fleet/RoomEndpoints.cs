using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Fleet;

/// <summary>Body of <c>POST /api/v1/rooms</c>.</summary>
/// <param name="Tags">Words to find it by: at most 10 of at most 20 characters.</param>
internal sealed record CreateRoom(string Name, string SchoolId, IReadOnlyList<string>? Tags = null);

/// <summary>Body of <c>PATCH /api/v1/rooms/{id}</c>: what is not given stays; another schoolId moves the room.</summary>
/// <param name="Tags">All of them.</param>
internal sealed record ChangeRoom(string? Name = null, string? SchoolId = null, IReadOnlyList<string>? Tags = null);

internal static class RoomEndpoints
{
    public static void MapRooms(this RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("listRooms").WithSummary("The rooms the caller may see, with what their boxes last said");
        group.MapPost("/", CreateAsync).WithName("createRoom").Needs(Right.ManageTree).WithSummary("A new room").ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getRoom").WithSummary("One room with what its box last said").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeRoom").Needs(Right.ManageTree).WithSummary("Renames, moves or tags a room").ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteRoom").Needs(Right.ManageTree).WithSummary("Deletes a room without recordings; its box may no longer connect").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<Room>>, ProblemHttpResult>> ListAsync(
        Caller caller, RoomStore rooms, [AsParameters] PageQuery page, [AsParameters] RoomQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(RoomStore.SortColumns, "name", "room.id", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await rooms.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Created<Room>, ProblemHttpResult>> CreateAsync(
        CreateRoom body, Caller caller, SchoolStore schools, RoomStore rooms, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, body.SchoolId, cancellationToken) is null) return NodeProblems.ParentUnknown("school", body.SchoolId);
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (Tags.Check(body.Tags, out var tags) is { } wrong) return wrong;
        var (outcome, id) = await rooms.CreateAsync(body.SchoolId, name, tags, cancellationToken);
        if (Refusal(outcome, name, body.SchoolId) is { } refused) return refused;
        return TypedResults.Created($"/api/v1/rooms/{id}", await rooms.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<Ok<Room>, ProblemHttpResult>> GetAsync(string id, Caller caller, RoomStore rooms, CancellationToken cancellationToken) =>
        await rooms.FindAsync(caller.Scope, id, cancellationToken) is { } room ? TypedResults.Ok(room) : NodeProblems.Unknown("room", id);

    private static async Task<Results<Ok<Room>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeRoom body, Caller caller, SchoolStore schools, RoomStore rooms, EventHub events, PlaceNames places, LimitBook limits, LiveBudgets budgets, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return NodeProblems.Unknown("room", id);
        var schoolId = body.SchoolId ?? room.SchoolId;
        if (schoolId != room.SchoolId && await schools.FindAsync(caller.Scope, schoolId, cancellationToken) is null) return NodeProblems.ParentUnknown("school", schoolId);
        if (NameRule.Check(body.Name ?? room.Name, "name", out var name) is { } problem) return problem;
        if (Tags.Check(body.Tags, out var tags) is { } wrong) return wrong;
        if (Refusal(await rooms.ChangeAsync(id, schoolId, name, tags, cancellationToken), name, schoolId) is { } refused) return refused;
        events.Changed(FleetFeature.RoomEvent, id);
        await places.TellRoomAsync(id, cancellationToken);
        if (schoolId != room.SchoolId)
        {
            await limits.TellAsync(id, cancellationToken);
            await budgets.MovedAsync(id, cancellationToken);
        }
        return TypedResults.Ok(await rooms.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, RoomStore rooms, AgentRegistry agents, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return NodeProblems.Unknown("room", id);
        var held = await rooms.DeleteAsync(id, cancellationToken);
        if (held.Any) return NodeProblems.NotEmpty("room", room.Name, held);
        agents.RevokeRoom(id);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult? Refusal(NodeChange outcome, string name, string schoolId) => outcome switch
    {
        NodeChange.NameTaken => NodeProblems.NameTaken("room", name),
        NodeChange.ParentUnknown => NodeProblems.ParentUnknown("school", schoolId),
        _ => null,
    };
}
