using System.Net;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Tests.Peers;

/// <summary>A port that hears what is said to a group in one network, and answers whoever spoke last.</summary>
internal sealed class MulticastPort : ILink
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ServedDatagrams _served;

    public MulticastPort(IPAddress network, IPAddress group, int port)
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(IPAddress.Any, port));
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(group, network));
        _served = new ServedDatagrams(_socket);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken) => _served.SendAsync(bytes, sensitive, cancellationToken);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _served.ReceiveAsync(buffer, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
