using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>What the hub refuses of a room for good: a person looks at it, has the box send it once more, or deletes it there.</summary>
internal static class QuarantineEndpoints
{
    public static void MapQuarantine(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}/quarantine").WithTags("agents").Needs(Right.SetUpDevices);
        group.MapGet("/", ListAsync).WithName("listQuarantine").ProducesProblem(404).ProducesProblem(409).ProducesProblem(502).ProducesProblem(504)
            .WithSummary("What the hub has refused of a room three times, and its box keeps")
            .WithDescription("The newest 200 and how many there are in all. The box is asked each time.");
        group.MapPost("/{itemId}/retry", RetryAsync).WithName("retryQuarantinedItem").ProducesProblem(404).ProducesProblem(409).ProducesProblem(502).ProducesProblem(504)
            .WithSummary("Has the box send such an item once more; refused three times again, it comes back under another id");
        group.MapDelete("/{itemId}", DeleteAsync).WithName("deleteQuarantinedItem").ProducesProblem(404).ProducesProblem(409).ProducesProblem(502).ProducesProblem(504)
            .WithSummary("Deletes such an item on the box for ever");
    }

    private static async Task<Results<Ok<Quarantine>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, RoomStore rooms, AgentPresence presence, QuarantineDesk desk, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomDeviceEndpoints.RoomUnknown();
        if (presence.SessionOf(id) is not { } session) return RoomDeviceEndpoints.Offline();
        var told = await desk.AskAsync(session, new QuarantineAsk { List = new QuarantineList() }, cancellationToken);
        return told is { Outcome: QuarantineOutcome.Done } ? TypedResults.Ok(QuarantinedItems.Read(told)) : Refused(told);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> RetryAsync(
        string id, string itemId, Caller caller, RoomStore rooms, AgentPresence presence, QuarantineDesk desk, CancellationToken cancellationToken) =>
        DoAsync(id, itemId, item => new QuarantineAsk { Retry = item }, caller, rooms, presence, desk, cancellationToken);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, string itemId, Caller caller, RoomStore rooms, AgentPresence presence, QuarantineDesk desk, CancellationToken cancellationToken) =>
        DoAsync(id, itemId, item => new QuarantineAsk { Delete = item }, caller, rooms, presence, desk, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> DoAsync(
        string id, string itemId, Func<ulong, QuarantineAsk> ask, Caller caller, RoomStore rooms, AgentPresence presence, QuarantineDesk desk, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomDeviceEndpoints.RoomUnknown();
        if (!ulong.TryParse(itemId, NumberStyles.None, CultureInfo.InvariantCulture, out var item)) return Unknown();
        if (presence.SessionOf(id) is not { } session) return RoomDeviceEndpoints.Offline();
        var told = await desk.AskAsync(session, ask(item), cancellationToken);
        return told is { Outcome: QuarantineOutcome.Done } ? TypedResults.NoContent() : Refused(told);
    }

    private static ProblemHttpResult Refused(QuarantineAnswer? told) => told switch
    {
        null => Problems.Create(StatusCodes.Status504GatewayTimeout, "agent_silent", "The room's box did not answer; its version may be too old."),
        { Outcome: QuarantineOutcome.Unknown } => Unknown(),
        _ => Problems.Create(StatusCodes.Status502BadGateway, "agent_failed", "The room's box could not do it; its log says why."),
    };

    private static ProblemHttpResult Unknown() => Problems.Missing("item_unknown", "The box has no such item in quarantine any more.");
}
