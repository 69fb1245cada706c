using Tongtang.HubServer.Agents;

namespace Tongtang.HubServer.Visits;

/// <summary>Pictures of rooms as they happen, looked at by somebody who stands in the log for it.</summary>
internal sealed class LivePictures(AgentPresence presence, PictureBoard board, WatchBook watches, TimeProvider time)
{
    /// <summary>Boxes make a picture a second; the first takes a moment longer.</summary>
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(5);

    public bool IsThere(string roomId) => presence.SessionOf(roomId) is not null;

    /// <summary>The newest picture, JPEG; null while there is none. Asking keeps the box sending.</summary>
    public async Task<byte[]?> LookAsync(string roomId, Watcher who, string source, CancellationToken cancellationToken)
    {
        // While the box is away there is nothing to see.
        if (presence.SessionOf(roomId) is not { } session) return board.Look(roomId, source, null);
        var picture = board.Look(roomId, source, session);
        await watches.SeeAsync(roomId, who, source, WatchBook.AfterPicture, cancellationToken);
        return picture;
    }

    /// <summary>The next picture that the box takes from now on; null: none came.</summary>
    public async Task<byte[]?> TakeAsync(string roomId, Watcher who, string source, CancellationToken cancellationToken)
    {
        if (presence.SessionOf(roomId) is not { } session) return null;
        var next = board.NextAsync(roomId, source, session);
        await watches.SeeAsync(roomId, who, source, WatchBook.AfterClosing, cancellationToken);
        try
        {
            return await next.WaitAsync(s_wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
