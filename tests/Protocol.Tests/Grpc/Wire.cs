using System.Net;
using System.Net.Sockets;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>A TCP connection through a proxy that can be cut loudly or silently, as a pulled wire is.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _broken = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _forwarding;
    private volatile bool _silent;

    public Wire(Uri server)
    {
        _listener.Start();
        _forwarding = AcceptAsync(server);
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>From now on nothing passes, and nobody is told.</summary>
    public void Silence() => _silent = true;

    /// <summary>Both sides see the connection reset.</summary>
    public void Break()
    {
        _broken.Cancel();
        _listener.Stop();
        foreach (var socket in _sockets) socket.Close(timeout: 0);
    }

    public async ValueTask DisposeAsync()
    {
        Break();
        await _forwarding;
        _broken.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync(Uri server)
    {
        try
        {
            var near = await _listener.AcceptSocketAsync(_broken.Token);
            var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            _sockets.AddRange([near, far]);
            await far.ConnectAsync(server.Host, server.Port, _broken.Token);
            await Task.WhenAll(ForwardAsync(near, far), ForwardAsync(far, near));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or broke the wire.
        }
    }

    private async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _broken.Token) is > 0 and var length)
            if (!_silent) await to.SendAsync(buffer.AsMemory(0, length), _broken.Token);
        to.Shutdown(SocketShutdown.Send);
    }
}
