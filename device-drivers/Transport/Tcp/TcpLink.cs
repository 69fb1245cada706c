using System.Net.Sockets;

namespace Tongtang.DeviceDrivers.Transport.Tcp;

/// <summary>A TCP connection. Nothing is delayed to be sent with more; the kernel asks a silent peer every ten seconds whether it is there.</summary>
public sealed class TcpLink : ILink
{
    private static readonly TimeSpan s_connectTime = TimeSpan.FromSeconds(5);
    private readonly Socket _socket;

    private TcpLink(Socket socket) => _socket = socket;

    /// <param name="host">A name or an address.</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Unreachable"/>, also after five seconds without an answer.</exception>
    public static async Task<TcpLink> ConnectAsync(string host, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(s_connectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await opened.ConnectAsync(host, port, either.Token);
            return Of(opened);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            opened.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new DeviceException(DeviceProblems.Unreachable, $"{host}:{port}: {(error is SocketException ? error.Message : $"no answer within {s_connectTime.TotalSeconds:0} s")}", error);
        }
    }

    /// <summary>Of a connection that is there already, e.g. one that was accepted.</summary>
    public static TcpLink Of(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        return new TcpLink(socket);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"connection lost: {error.Message}", error);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"connection lost: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
