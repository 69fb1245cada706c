using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

/// <summary>Body of <c>POST /api/v1/rooms/{id}/devices/{device}/wire</c>.</summary>
/// <param name="Seconds">1 to 600; 0 ends it.</param>
internal sealed record WatchWireFor(int Seconds);

/// <param name="Until">When it ends by itself.</param>
internal sealed record WireWatch(DateTimeOffset Until);

/// <summary>The event <c>pieces</c>.</summary>
/// <param name="Missed">Pieces that were left out before these, because they came too fast.</param>
internal sealed record TracedPieces(IReadOnlyList<TracedPiece> Pieces, long Missed);

/// <summary>What goes over a device's wire, live.</summary>
internal static class WireEndpoints
{
    public static void MapWires(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}/devices/{device}/wire").WithTags("devices").Needs(Right.SetUpDevices);
        group.MapPost("/", WatchAsync).WithName("watchWire").ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Has the box show what goes over a device's wire, without secrets, for at most ten minutes");
        group.MapGet("/", StreamAsync).WithName("streamWire").ProducesProblem(404).Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .WithSummary("What goes over the wire, as server-sent events")
            .WithDescription("Events `pieces` ({pieces, missed}), those of the last ten minutes first, and `ended` when nobody has the box show it any more. Ask with POST first.");
    }

    private static async Task<Results<Ok<WireWatch>, ProblemHttpResult>> WatchAsync(
        string id, string device, WatchWireFor body, Caller caller, RoomStore rooms, DeviceBoard board, AgentPresence presence, WireBoard wires, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomDeviceEndpoints.RoomUnknown();
        if ((await board.OfAsync(id, cancellationToken))?.Find(device) is null) return RoomDeviceEndpoints.DeviceUnknown();
        if (body.Seconds is < 0 or > WireBoard.MaxSeconds) return Problems.Invalid("seconds_invalid", $"seconds is {body.Seconds}; allowed: 0 to {WireBoard.MaxSeconds}.");
        if (presence.SessionOf(id) is not { } session) return RoomDeviceEndpoints.Offline();
        return TypedResults.Ok(new WireWatch(wires.Watch(session, device, body.Seconds)));
    }

    private static async Task StreamAsync(
        string id, string device, HttpContext context, Caller caller, CallerStore callers, RoomStore rooms, WireBoard wires, TimeProvider time, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
    {
        if (await rooms.FindAsync(caller.Scope, id, context.RequestAborted) is null)
        {
            await RoomDeviceEndpoints.RoomUnknown().ExecuteAsync(context);
            return;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var (place, over) = (0L, false);
        try
        {
            await EventStream.WriteAsync(context, TakeAsync, time, ended.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The hub ends, and the stream with it.
        }

        async Task<IReadOnlyList<StreamEvent>> TakeAsync(CancellationToken cancellationToken)
        {
            if (over) return [];
            var read = await wires.ReadAsync(id, device, place, cancellationToken);
            // Who signed out is shown nothing more.
            if (await callers.OfAsync(context.Request, counts: false, cancellationToken) != caller) return [];
            if (read is not var (pieces, next, missed))
            {
                over = true;
                return [new StreamEvent("ended", "{}")];
            }
            place = next;
            return [StreamEvent.Of("pieces", new TracedPieces(pieces, missed), json.Value.SerializerOptions)];
        }
    }
}
