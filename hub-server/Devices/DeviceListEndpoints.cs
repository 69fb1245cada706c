using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

/// <summary>Body of <c>POST /api/v1/devices/bulk-commands</c>.</summary>
/// <param name="Filter">Which devices, as in the list.</param>
/// <param name="Rooms">In how many rooms the caller believes they are; when it is another number, nothing is done.</param>
/// <param name="Devices">Only these of them, each as roomId/device; all when not given.</param>
internal sealed record CreateBulkCommand(
    DeviceFilter Filter, string Capability, string Action, int Rooms, IReadOnlyDictionary<string, PropertyValue>? Arguments = null, IReadOnlyList<string>? Devices = null);

internal static class DeviceListEndpoints
{
    public static void MapDeviceLists(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/devices").WithTags("devices").Needs(Right.SeeRooms);
        group.MapGet("/", ListAsync).WithName("listDevices").WithSummary("The devices of all rooms that the caller may see");
        group.MapGet("/kinds", KindsAsync).WithName("listDeviceKinds").WithSummary("How many of them there are by driver, model and firmware");
        group.MapGet("/counts", CountAsync).WithName("countDevices").WithSummary("How many there are, and in how many rooms: what a bulk command would reach");
        group.MapPost("/bulk-commands", CreateAsync).WithName("createBulkCommand").Needs(Right.CommandDevices).ProducesProblem(409).ProducesProblem(503)
            .WithSummary("Has many devices do the same; rooms that are recording never lose their power so");
        group.MapGet("/bulk-commands/{bulk}", GetAsync).WithName("getBulkCommand").Needs(Right.CommandDevices).ProducesProblem(404).WithSummary("How far a bulk command is");
        group.MapGet("/bulk-commands/{bulk}/rows", RowsAsync).WithName("listBulkCommandRows").Needs(Right.CommandDevices).ProducesProblem(404).WithSummary("What came of it, device by device");
        group.MapDelete("/bulk-commands/{bulk}", CancelAsync).WithName("cancelBulkCommand").Needs(Right.CommandDevices).ProducesProblem(404).WithSummary("Sends it to no further device");
    }

    private static async Task<Results<Ok<Page<DeviceItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, DeviceLists devices, [AsParameters] PageQuery page, [AsParameters] DeviceQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(DeviceLists.SortColumns, "schoolName", DeviceLists.TieBreaker, out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await devices.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Ok<DeviceKinds>, ProblemHttpResult>> KindsAsync(
        Caller caller, DeviceLists devices, [AsParameters] DeviceQuery query, CancellationToken cancellationToken)
    {
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await devices.KindsAsync(caller.Scope, filter, cancellationToken));
    }

    private static async Task<Results<Ok<DeviceCounts>, ProblemHttpResult>> CountAsync(
        Caller caller, DeviceLists devices, [AsParameters] DeviceQuery query, CancellationToken cancellationToken)
    {
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await devices.CountAsync(caller.Scope, filter, cancellationToken));
    }

    private static async Task<Results<Accepted<BulkCommand>, ProblemHttpResult>> CreateAsync(
        CreateBulkCommand body, Caller caller, HubDatabase database, BulkStore store, BulkCommands bulks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ReportedDevices.IsName(body.Capability) || !ReportedDevices.IsName(body.Action)) return Problems.Invalid("command_not_supported", "capability and action are names of a-z, 0-9 and _.");
        if (body.Filter.Check() is { } wrong) return wrong;
        if (bulks.IsFull) return Full();
        var targets = await SelectAsync(body, caller.Scope, database, cancellationToken);
        if (targets.Count == 0) return Problems.Conflict("devices_none", "No device matches.");
        if (targets.Count > BulkCommands.MaxDevices) return Problems.Invalid("devices_too_many", $"More than {BulkCommands.MaxDevices} devices match; narrow it.");
        var rooms = targets.DistinctBy(target => target.RoomId).Count();
        if (rooms != body.Rooms)
            return Problems.Create(StatusCodes.Status409Conflict, "rooms_differ", $"The devices stand in {rooms} rooms, not in {body.Rooms}.", ("rooms", rooms));
        var order = new BulkOrder(body.Capability, body.Action, body.Arguments ?? new Dictionary<string, PropertyValue>());
        var id = NodeId.New(time);
        await store.CreateAsync(id, caller.Scope, caller.Name, order, targets, cancellationToken);
        if (!bulks.TryAdd(id, caller.Name, order, targets.Select((target, number) => new BulkTarget(number, target.RoomId, target.Id)).ToList()))
        {
            await store.FinishAsync(id, BulkState.Cancelled, cancellationToken);
            return Full();
        }
        return TypedResults.Accepted($"/api/v1/devices/bulk-commands/{id}", await store.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<List<DeviceListRow>> SelectAsync(CreateBulkCommand body, Scope scope, HubDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await DeviceLists.SelectAsync(connection, scope, body.Filter, BulkCommands.MaxDevices + 1);
        if (body.Devices is null) return found;
        var wanted = body.Devices.ToHashSet(StringComparer.Ordinal);
        return found.Where(row => wanted.Contains($"{row.RoomId}/{row.Id}")).ToList();
    }

    private static async Task<Results<Ok<BulkCommand>, ProblemHttpResult>> GetAsync(string bulk, Caller caller, BulkStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(caller.Scope, bulk, cancellationToken) is { } found ? TypedResults.Ok(found) : Unknown();

    private static async Task<Results<Ok<Page<BulkRow>>, ProblemHttpResult>> RowsAsync(
        string bulk, [AsParameters] PageQuery page, [FromQuery, Description("waiting, done, refused, expired or skipped.")] string? outcome, Caller caller, BulkStore store, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller.Scope, bulk, cancellationToken) is null) return Unknown();
        if (page.Plan(BulkStore.SortColumns, "number", "number", out var plan) is { } problem) return problem;
        if (!Words.TryEnum<BulkOutcome>(outcome, out var only)) return Problems.Invalid("outcome_invalid", $"outcome is not one of {Words.All<BulkOutcome>()}.");
        return TypedResults.Ok(await store.RowsAsync(bulk, only, plan, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(string bulk, Caller caller, BulkStore store, BulkCommands bulks, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller.Scope, bulk, cancellationToken) is null) return Unknown();
        bulks.Cancel(bulk);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("bulk_command_unknown", "There is no such bulk command, or it is not the caller's to see.");

    private static ProblemHttpResult Full() =>
        Problems.Create(StatusCodes.Status503ServiceUnavailable, "bulk_commands_full", $"{BulkCommands.MaxJobs} bulk commands are in line already; try again later.");
}
