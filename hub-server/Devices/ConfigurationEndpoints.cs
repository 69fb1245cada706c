using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

/// <summary>Body of <c>PUT /api/v1/schools/{id}/remote-limits</c>.</summary>
internal sealed record SaveLimits(IReadOnlyList<string> Forbidden);

/// <summary>What rooms' devices should be, and what schools forbid.</summary>
internal static class ConfigurationEndpoints
{
    private const int MostForbidden = 32;

    public static void MapConfigurations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}/device-configuration").WithTags("devices");
        group.MapGet("/", GetAsync).WithName("getDeviceConfiguration").Needs(Right.SeeRooms).ProducesProblem(404)
            .WithSummary("The devices, scenes and rules that the hub wants in a room, and those that its box has");
        group.MapPut("/", SaveAsync).WithName("saveDeviceConfiguration").Needs(Right.SetUpDevices).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Wants other devices, scenes and rules; the box checks them first and keeps the last good ones")
            .WithMetadata(new RequestSizeLimitAttribute(ConfigurationDesk.LongestJson + 4096));
        app.MapGet("/api/v1/rooms/{id}/device-choices", ChoicesAsync).WithName("getDeviceChoices").Needs(Right.SetUpDevices).WithTags("devices").ProducesProblem(404).ProducesProblem(409).ProducesProblem(504)
            .WithSummary("What can be added to a room, as its box says it")
            .WithDescription("{drivers: [driver.json, …], ports: [{path, name}], files: {driver's id: [name, …]}}. The box is asked each time.");
        app.MapGet("/api/v1/device-drivers", DriversAsync).WithName("listDeviceDrivers").Needs(Right.SeeRooms).WithTags("devices").WithSummary("The drivers that boxes have told of, with what they can do and their settings");
        var limits = app.MapGroup("/api/v1/schools/{id}/remote-limits").WithTags("devices");
        limits.MapGet("/", LimitsAsync).WithName("getRemoteLimits").Needs(Right.SeeRooms).ProducesProblem(404).WithSummary("What a school does not let anyone do from outside its rooms");
        limits.MapPut("/", LimitAsync).WithName("saveRemoteLimits").Needs(Right.ManageTree).ProducesProblem(404).WithSummary("Changes it; the hub refuses from then on, and the school's boxes do, too");
    }

    private static async Task<Results<Ok<DeviceConfiguration>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, RoomStore rooms, ConfigurationDesk desk, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomDeviceEndpoints.RoomUnknown();
        return TypedResults.Ok(await desk.ViewAsync(id, cancellationToken));
    }

    private static async Task<Results<Ok<DeviceConfiguration>, ProblemHttpResult>> SaveAsync(
        string id, SaveConfiguration body, Caller caller, RoomStore rooms, ConfigurationDesk desk, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomDeviceEndpoints.RoomUnknown();
        if (ConfigurationDesk.Fault(body.Configuration) is { } fault) return Problems.Invalid("configuration_invalid", fault);
        if (!await desk.SaveAsync(id, body.Configuration, body.Version, caller.Name, cancellationToken))
            return Problems.Conflict("configuration_changed", "Somebody else has changed it since; read it again.");
        return TypedResults.Ok(await desk.ViewAsync(id, cancellationToken));
    }

    private static async Task<Results<Ok<JsonElement>, ProblemHttpResult>> ChoicesAsync(
        string id, Caller caller, RoomStore rooms, AgentPresence presence, ChoiceDesk desk, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomDeviceEndpoints.RoomUnknown();
        if (presence.SessionOf(id) is not { } session) return RoomDeviceEndpoints.Offline();
        return await desk.AskAsync(session, cancellationToken) is { } choices
            ? TypedResults.Ok(choices)
            : Problems.Create(StatusCodes.Status504GatewayTimeout, "agent_silent", "The room's box did not answer; its version may be too old.");
    }

    private static async Task<Ok<DriverList>> DriversAsync(Caller caller, DescriptionStore descriptions, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DriverList(await descriptions.NewestAsync(cancellationToken)));

    private static async Task<Results<Ok<SchoolLimits>, ProblemHttpResult>> LimitsAsync(
        string id, Caller caller, SchoolStore schools, LimitBook limits, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is null) return NodeProblems.Unknown("school", id);
        return TypedResults.Ok(await limits.OfSchoolAsync(id, cancellationToken));
    }

    private static async Task<Results<Ok<SchoolLimits>, ProblemHttpResult>> LimitAsync(
        string id, SaveLimits body, Caller caller, SchoolStore schools, LimitBook limits, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is null) return NodeProblems.Unknown("school", id);
        var forbidden = body.Forbidden.Distinct(StringComparer.Ordinal).ToList();
        if (forbidden.Count > MostForbidden || forbidden.Any(name => !ReportedDevices.IsName(name)))
            return Problems.Invalid("forbidden_invalid", $"forbidden allows up to {MostForbidden} names of capabilities: a-z, 0-9 and _, at most 64.");
        await limits.SetAsync(id, forbidden, caller.Name, cancellationToken);
        return TypedResults.Ok(await limits.OfSchoolAsync(id, cancellationToken));
    }
}

/// <summary>A list that is never long enough for pages.</summary>
internal sealed record DriverList(IReadOnlyList<DriverDescription> Items);
