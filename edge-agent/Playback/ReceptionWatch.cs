using Tongtang.Protocol.Http;
using Tongtang.Protocol.Live;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>
/// <c>GET /live/{room}/{source}</c> on the box: what it receives, by the same WebSocket as at the hub (live.md), for the
/// pages of this room.
/// </summary>
internal sealed class ReceptionWatch(Receptions receptions, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int RetrySeconds = 5;

    public async Task WatchAsync(HttpContext context, string roomId, string source)
    {
        if (receptions.Find(roomId, source) is not { } reception)
        {
            await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "live_source_unknown", "This room does not receive that source now.");
            return;
        }
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(LiveLimits.SubProtocol))
        {
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "websocket_required", $"Ask for a WebSocket with the subprotocol {LiveLimits.SubProtocol}.");
            return;
        }
        if (reception.TryWatch() is not { } viewer)
        {
            context.Response.Headers.RetryAfter = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "live_full", "The box has no place for another viewer now.");
            return;
        }
        using var place = viewer;
        await ServeAsync(context, reception, viewer);
    }

    private async Task ServeAsync(HttpContext context, Reception reception, LiveViewer viewer)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(LiveLimits.SubProtocol);
        var served = new LiveSocket(socket, viewer, context.Abort, time);
        reception.Add(served);
        try
        {
            await served.RunAsync(_ => Task.FromResult(receptions.Current.Contains(reception)), lifetime.ApplicationStopping);
        }
        finally
        {
            reception.Remove(served);
        }
    }
}
