using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Live;

/// <summary><c>GET /live/{room}/{source}</c>: checks who asks for what, and upgrades to the WebSocket of live.md.</summary>
internal sealed class LiveWatch(
    RoomStore rooms, LimitBook limits, CallerStore callers, LiveLinks links, LiveBoard board, LiveSockets sockets, WatchBook watches, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int RetrySeconds = 5;

    public async Task ByCallerAsync(HttpContext context, string roomId, string source, Caller caller)
    {
        if (await RefusalAsync(context, caller.Scope, roomId, source) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }
        await WatchAsync(context, roomId, source, Watcher.Of(caller), async cancellationToken =>
            await callers.OfAsync(context.Request, counts: false, cancellationToken) == caller && await MayAsync(caller.Scope, roomId, cancellationToken));
    }

    /// <summary>Whoever has the link may watch, until it expires or is revoked; no session is looked at.</summary>
    public async Task ByLinkAsync(HttpContext context, string token, string roomId, string source)
    {
        if (await links.FindAsync(token, roomId, context.RequestAborted) is not { } link) await LiveLinkEndpoints.LinkUnknown().ExecuteAsync(context);
        else if (await RefusalAsync(context, Scope.Hub, roomId, source) is { } refusal) await refusal.ExecuteAsync(context);
        else await WatchAsync(context, roomId, source, Watcher.Of(link), async cancellationToken => await links.IsGoodAsync(token, roomId, cancellationToken) && await MayAsync(Scope.Hub, roomId, cancellationToken));
    }

    public static ProblemHttpResult RoomUnknown() => Problems.Missing("room_unknown", "There is no such room, or it is not the caller's to see.");

    public static ProblemHttpResult Forbidden() => Problems.Forbidden(LimitBook.Code, "The school does not allow pictures of its rooms from outside.");

    private async Task<ProblemHttpResult?> RefusalAsync(HttpContext context, Scope scope, string roomId, string source)
    {
        // A crowd is turned away before it costs the database anything.
        if (board.IsFull) return Refuse(context, LiveRefusal.Full);
        if (await rooms.FindAsync(scope, roomId, context.RequestAborted) is not { } room) return RoomUnknown();
        if (await limits.IsForbiddenAsync(roomId, LimitBook.CameraPicture, context.RequestAborted)) return Forbidden();
        if (!IsKnown(room, source)) return Problems.Missing("live_source_unknown", "The room has no such source.");
        return context.WebSockets.IsWebSocketRequest && context.WebSockets.WebSocketRequestedProtocols.Contains(LiveLimits.SubProtocol)
            ? null
            : Problems.Invalid("websocket_required", $"Ask for a WebSocket with the subprotocol {LiveLimits.SubProtocol}.");
    }

    /// <summary>A box that is away, or has said nothing yet, may have it.</summary>
    private bool IsKnown(Room room, string source) =>
        MediaNames.IsView(source) && (board.OfferOf(room.Id)?.ContainsKey(source) ?? room.State?.Sources.Any(known => known.Name == source) ?? true);

    private async Task<bool> MayAsync(Scope scope, string roomId, CancellationToken cancellationToken) =>
        await rooms.FindAsync(scope, roomId, cancellationToken) is not null && !await limits.IsForbiddenAsync(roomId, LimitBook.CameraPicture, cancellationToken);

    private async Task WatchAsync(HttpContext context, string roomId, string source, Watcher who, Func<CancellationToken, Task<bool>> mayWatch)
    {
        if (board.TryWatch(roomId, source, out var refusal) is not { } viewer)
        {
            await Refuse(context, refusal).ExecuteAsync(context);
            return;
        }
        using var place = viewer;
        using var watch = await watches.EnterAsync(roomId, who, source, context.RequestAborted);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(LiveLimits.SubProtocol);
        var served = new LiveSocket(socket, viewer, context.Abort, time);
        sockets.Add(served);
        try
        {
            await served.RunAsync(mayWatch, lifetime.ApplicationStopping);
        }
        finally
        {
            sockets.Remove(served);
        }
    }

    private ProblemHttpResult Refuse(HttpContext context, LiveRefusal refusal)
    {
        if (refusal == LiveRefusal.SourceUnknown) return Problems.Missing("live_source_unknown", "The room has no such source.");
        sockets.Refused();
        context.Response.Headers.RetryAfter = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Problems.Create(StatusCodes.Status503ServiceUnavailable, "live_full", "The hub has no place for another viewer now.");
    }
}
