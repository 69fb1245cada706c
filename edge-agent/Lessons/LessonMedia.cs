using System.Buffers;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>
/// Plays in this room what the hub has of the running lesson: pages know no address but the box's, and the hub lets only the
/// lesson's boxes have it. One connection of its own, so that it stands in nobody's way.
/// </summary>
internal sealed class LessonMedia(LessonBoard board, HubIdentity identity, HubConnections connections, IHttpForwarder forwarder) : IDisposable
{
    private static readonly ForwarderRequestConfig s_config = new() { Version = System.Net.HttpVersion.Version20, ActivityTimeout = TimeSpan.FromSeconds(10) };

    /// <summary>What the addresses of recordings are made of.</summary>
    private static readonly SearchValues<char> s_mediaCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-./");

    private readonly Lock _lock = new();
    private (AgentIdentity Identity, HubConnection Connection)? _open;

    /// <param name="path">Below the recording, e.g. <c>teacher/index.m3u8</c>.</param>
    public async Task SendAsync(HttpContext context, string path)
    {
        if (board.Wanted is not { RecordingId: { Length: > 0 } recording } || identity.Current is not { } current)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "recorded_none", "This room takes part in no lesson that is recorded.");
            return;
        }
        if (path.AsSpan().ContainsAnyExcept(s_mediaCharacters) || path.Contains("..", StringComparison.Ordinal))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "media_unknown", "There is nothing at this address.");
            return;
        }
        var root = new Uri(HubConnections.Address(current.Enrolled.Hub), $"/lesson-media/{recording}/");
        var address = new Uri(root, $"{path}{context.Request.QueryString}");
        if (await forwarder.SendAsync(context, root.ToString(), ConnectionOf(current).Http, s_config, new Transformer(address)) != ForwarderError.None && !context.Response.HasStarted)
            await RefuseAsync(context, StatusCodes.Status502BadGateway, "hub_unreachable", "The hub does not answer.");
    }

    public void Dispose() => _open?.Connection.Dispose();

    private static Task RefuseAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Create(status, code, detail).ExecuteAsync(context);
    }

    private HubConnection ConnectionOf(AgentIdentity current)
    {
        lock (_lock)
        {
            if (_open is { } open && ReferenceEquals(open.Identity, current)) return open.Connection;
            _open?.Connection.Dispose();
            return (_open = (current, connections.Open(current))).Value.Connection;
        }
    }

    /// <summary>What this box's own pages said of themselves is none of the hub's business.</summary>
    private sealed class Transformer(Uri address) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.RequestUri = address;
            proxyRequest.Headers.Host = null;
            foreach (var name in (string[])["Cookie", "Origin", "Referer"]) proxyRequest.Headers.Remove(name);
        }
    }
}
