using System.Net;
using System.Net.Sockets;

namespace Tongtang.DeviceDrivers.Transport.Udp;

/// <summary>
/// Datagrams to and from one device. Answers are taken from the device's address whatever port they come from, since
/// cameras answer from the port that they were asked on or from their own.
/// </summary>
public sealed class UdpLink : ILink
{
    private readonly Socket _socket;
    private readonly IPEndPoint _device;

    private UdpLink(Socket socket, IPEndPoint device)
    {
        _socket = socket;
        _device = device;
    }

    /// <param name="localPort">The port that answers come to; when another has it, or 0: any free one.</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Unreachable"/>: the name is unknown.</exception>
    public static async Task<UdpLink> OpenAsync(string host, int port, int localPort, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException error)
        {
            throw new DeviceException(DeviceProblems.Unreachable, $"{host}: {error.Message}", error);
        }

        var address = addresses.FirstOrDefault() ?? throw new DeviceException(DeviceProblems.Unreachable, $"{host}: no address");
        var opened = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var any = address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        try
        {
            opened.Bind(new IPEndPoint(any, localPort));
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            opened.Bind(new IPEndPoint(any, 0));
        }

        return new UdpLink(opened, new IPEndPoint(address, port));
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendToAsync(bytes, SocketFlags.None, _device, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"cannot send: {error.Message}", error);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(_device.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0), cancellationToken);
                if (((IPEndPoint)received.RemoteEndPoint).Address.Equals(_device.Address) && received.ReceivedBytes > 0) return received.ReceivedBytes;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.MessageSize)
            {
                return buffer.Length;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset)
            {
                // Windows tells of an earlier datagram that nobody took; the device may be starting.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                throw new DeviceException(DeviceProblems.LinkLost, $"cannot receive: {error.Message}", error);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
