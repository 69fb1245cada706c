using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

/// <summary>Body of <c>POST /api/v1/rooms/{id}/devices/{device}/commands</c>.</summary>
/// <param name="Capability">Such as input.</param>
/// <param name="Action">Such as set.</param>
/// <param name="Arguments">Such as input = hdmi1; what has a default may be left out.</param>
/// <param name="CommandId">32 lower-case hex digits; the same id again answers what came of it. Made here when not given.</param>
internal sealed record SendDeviceCommand(string Capability, string Action, IReadOnlyDictionary<string, PropertyValue>? Arguments = null, string? CommandId = null);

/// <summary>A room's devices: how they are, and what they shall do.</summary>
internal static class RoomDeviceEndpoints
{
    private const int MostArguments = 32;

    public static void MapRoomDevices(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}").WithTags("devices").Needs(Right.SeeRooms);
        group.MapGet("/devices", ListAsync).WithName("listRoomDevices").ProducesProblem(404).WithSummary("The devices and scenes of a room as its box told them last");
        group.MapPost("/devices/{device}/commands", SendAsync).WithName("sendDeviceCommand").Needs(Right.CommandDevices).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Has a device do something, and waits up to ten seconds for its answer");
        group.MapGet("/devices/{device}/commands", HistoryOfDeviceAsync).WithName("listDeviceCommands").ProducesProblem(404).WithSummary("What a device was told from here, by whom, and what came of it");
        group.MapGet("/device-commands", HistoryAsync).WithName("listRoomDeviceCommands").ProducesProblem(404).WithSummary("The same of all devices and scenes of a room");
        group.MapPost("/scenes/{scene}/run", RunSceneAsync).WithName("runScene").Needs(Right.CommandDevices).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Starts a scene; how far it is stands in the room's devices");
    }

    private static async Task<Results<Ok<RoomDevices>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, RoomStore rooms, DeviceBoard board, DescriptionStore descriptions, LimitBook limits, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return RoomUnknown();
        var set = await board.OfAsync(id, cancellationToken);
        var known = await descriptions.FindAsync(set?.Devices.Select(device => device.Description) ?? [], cancellationToken);
        return TypedResults.Ok(new RoomDevices(
            id, room.Presence == Presence.Online, set?.HeardAt, set?.Devices ?? [], set?.Scenes ?? [], known, await limits.OfRoomAsync(id, cancellationToken)));
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> SendAsync(
        string id, string device, SendDeviceCommand body, Caller caller, RoomStore rooms, DeviceGate gate, AgentPresence presence, DeviceCommands commands, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        if (body.CommandId is { } commandId && !DescriptionRules.IsId(commandId)) return Problems.Invalid("command_id_invalid", "commandId must be 32 lower-case hex digits.");
        var order = new DeviceOrder(device, body.Capability, body.Action, body.Arguments ?? new Dictionary<string, PropertyValue>());
        if (order.Arguments.Count > MostArguments) return Problems.Invalid("command_argument_invalid", $"{order.Arguments.Count} arguments; allowed: {MostArguments}.");
        if (await gate.FaultAsync(id, order, cancellationToken) is { } fault) return Refused(fault);
        if (presence.SessionOf(id) is not { } session) return Offline();
        return await commands.SendAsync(session, order, body.CommandId, caller.Name, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.Conflict("command_id_used", "This commandId was used for another room.");
    }

    private static async Task<Results<Ok<CommandAnswer>, ProblemHttpResult>> RunSceneAsync(
        string id, string scene, Caller caller, RoomStore rooms, DeviceBoard board, AgentPresence presence, DeviceCommands commands, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        if ((await board.OfAsync(id, cancellationToken))?.Scenes.Any(known => known.Id == scene) is not true)
            return Problems.Missing("scene_unknown", "The room has no such scene.");
        if (presence.SessionOf(id) is not { } session) return Offline();
        return TypedResults.Ok(await commands.RunSceneAsync(session, scene, caller.Name, cancellationToken));
    }

    private static Task<Results<Ok<Page<DeviceCommandItem>>, ProblemHttpResult>> HistoryOfDeviceAsync(
        string id, string device, [AsParameters] PageQuery page, Caller caller, RoomStore rooms, DeviceCommands commands, CancellationToken cancellationToken) =>
        HistoryAsync(id, device, page, caller, rooms, commands, cancellationToken);

    private static async Task<Results<Ok<Page<DeviceCommandItem>>, ProblemHttpResult>> HistoryAsync(
        string id, [Description("Only of this device.")] string? device, [AsParameters] PageQuery page, Caller caller, RoomStore rooms, DeviceCommands commands, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        if (page.Plan(DeviceCommands.SortColumns, "-createdAt", "command.id DESC", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await commands.ListAsync(id, string.IsNullOrEmpty(device) ? null : device, plan, cancellationToken));
    }

    internal static ProblemHttpResult RoomUnknown() => Problems.Missing("room_unknown", "There is no such room, or it is not the caller's to see.");

    internal static ProblemHttpResult DeviceUnknown() => Problems.Missing("device_unknown", "The room has no such device.");

    internal static ProblemHttpResult Offline() => Problems.Conflict("agent_offline", "The room's box is not connected.");

    private static ProblemHttpResult Refused(CommandFault fault) => fault.Code switch
    {
        DeviceGate.Unknown => DeviceUnknown(),
        LimitBook.Code => Problems.Forbidden(fault.Code, fault.Message),
        DeviceGate.NotDescribed => Problems.Conflict(fault.Code, fault.Message),
        _ => Problems.Invalid(fault.Code, fault.Message),
    };
}
