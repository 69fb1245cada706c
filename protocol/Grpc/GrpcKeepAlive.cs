using System.Net.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// How a peer that vanished without a word (a pulled wire, a dead router) is noticed: a connection on which nothing came
/// for <see cref="Delay"/> is asked with an HTTP/2 PING, and given up when no answer came within <see cref="Timeout"/>.
/// Both programs check at most every 2.5 seconds, so that with the defaults it takes 25 seconds at the most.
/// </summary>
public sealed record GrpcKeepAlive
{
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For a server that has gRPC calls. The least rate at which clients must read is lifted for the whole server,
    /// since Kestrel has no such setting for a single HTTP/2 call, and a slow reader is no fault here.
    /// </summary>
    public void Apply(KestrelServerLimits limits)
    {
        limits.Http2.KeepAlivePingDelay = Delay;
        limits.Http2.KeepAlivePingTimeout = Timeout;
        limits.MinResponseDataRate = null;
    }

    /// <summary>
    /// For <see cref="GrpcChannel"/>. One handler is one connection as long as no more than the server's limit of calls
    /// (Kestrel: 100) run at once. The caller adds TLS options, and disposes of it.
    /// </summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        KeepAlivePingDelay = Delay,
        KeepAlivePingTimeout = Timeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
