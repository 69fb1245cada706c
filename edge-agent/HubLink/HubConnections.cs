using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Opens connections to the hub: TLS 1.2 or newer to whatever address is dialled, always naming
/// <see cref="Enrolled.ServerName"/>, trusting the pinned CA and nothing else. Each call makes a connection of its own,
/// so that what must not wait behind media does not share its TCP stream.
/// </summary>
internal sealed class HubConnections(HubClock clock, HubOptions options)
{
    private const int ControlMessageBytes = 1 << 20;

    /// <summary>The system waits 1, 2, 4, 8 s between its tries to connect: a line that has come back is found sooner by beginning anew.</summary>
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(3.5);

    /// <summary>A connection on which nothing comes is asked, and one that does not answer is given up, within about three seconds.</summary>
    private static readonly Dialling Frames = new(TimeSpan.FromSeconds(2), new GrpcKeepAlive { Delay = TimeSpan.FromSeconds(1.5), Timeout = TimeSpan.FromSeconds(1.5) });

    private Dialling Patient => new(options.ConnectTimeout, new GrpcKeepAlive());

    /// <summary>As the agent that this identity is.</summary>
    public HubConnection Open(AgentIdentity identity) => Open(identity, Patient);

    /// <summary>For what is shown as it happens. While something comes nothing is asked, so a thin line is not taken for a dead one.</summary>
    public HubConnection OpenForFrames(AgentIdentity identity) => Open(identity, Frames);

    /// <summary>Without a certificate of one's own, for enrolment: the join code stands in for it.</summary>
    public HubConnection OpenUnenrolled(Uri hub, X509Certificate2 ca) => Open(hub, new ServerTrust(ca, clock), client: null, Patient);

    /// <summary>A server that nothing is known about yet: only to ask it for its CA, which is then compared with the join code.</summary>
    public HttpMessageInvoker OpenUntrusted(Uri hub) => new(Handler(hub, (_, certificate, _, _) => certificate is not null, client: null, Patient));

    private HubConnection Open(AgentIdentity identity, Dialling dialling) =>
        Open(identity.Enrolled.Hub, new ServerTrust(identity.Ca, clock), SslStreamCertificateContext.Create(identity.Certificate, [identity.Ca], offline: true), dialling);

    private static HubConnection Open(Uri hub, ServerTrust trust, SslStreamCertificateContext? client, Dialling dialling)
    {
        var http = new HttpMessageInvoker(Handler(hub, trust.Accepts, client, dialling));
        return new HubConnection(http, new GrpcChannel(http, Address(hub), new GrpcChannelOptions { MaxReceiveMessageBytes = ControlMessageBytes }), trust);
    }

    /// <summary>The name that TLS and HTTP see; where the bytes go is decided by <see cref="DialAsync"/>.</summary>
    public static Uri Address(Uri hub) => new UriBuilder(Uri.UriSchemeHttps, Enrolled.ServerName, hub.Port).Uri;

    private static SocketsHttpHandler Handler(Uri hub, RemoteCertificateValidationCallback accepts, SslStreamCertificateContext? client, Dialling dialling)
    {
        var handler = dialling.KeepAlive.CreateHandler();
        handler.ConnectTimeout = dialling.Timeout;
        handler.ConnectCallback = (_, cancellationToken) => DialAsync(hub, cancellationToken);
        handler.UseProxy = false;
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = accepts,
            ClientCertificateContext = client,
        };
        return handler;
    }

    /// <summary>Each of the hub's addresses in turn, so that one family that leads nowhere does not hide the other.</summary>
    private static async ValueTask<Stream> DialAsync(Uri hub, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(hub.IdnHost, cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                return await DialAsync(addresses[i], hub.Port, cancellationToken);
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
            }
        }
    }

    private static async Task<Stream> DialAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(DialLimit);
        try
        {
            await socket.ConnectAsync(address, port, late.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested) throw new SocketException((int)SocketError.TimedOut);
            throw;
        }
    }

    private sealed record Dialling(TimeSpan Timeout, GrpcKeepAlive KeepAlive);
}

/// <summary>One connection; disposing it closes it.</summary>
internal sealed record HubConnection(HttpMessageInvoker Http, GrpcChannel Channel, ServerTrust Trust) : IDisposable
{
    public void Dispose() => Http.Dispose();
}
