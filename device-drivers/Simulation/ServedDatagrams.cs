using System.Net;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>A device's own UDP port: it answers whoever spoke last.</summary>
internal sealed class ServedDatagrams(Socket socket) : ILink
{
    private EndPoint? _caller;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        if (_caller is not { } caller) return;
        try
        {
            await socket.SendToAsync(bytes, SocketFlags.None, caller, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, error.Message, error);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
            _caller = received.RemoteEndPoint;
            return received.ReceivedBytes;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, error.Message, error);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
