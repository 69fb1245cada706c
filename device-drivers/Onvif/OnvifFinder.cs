using System.Net;
using System.Net.Sockets;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>Asks every network for cameras by WS-Discovery: three kinds of question, twice, since datagrams get lost.</summary>
[Finder("onvif")]
internal sealed class OnvifFinder : IDeviceFinder
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    /// <summary>Where cameras listen; another one in tests.</summary>
    public IPEndPoint Group { get; init; } = new(IPAddress.Parse("239.255.255.250"), 3702);

    public async Task FindAsync(FinderContext context, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(context.Patience < s_patience ? context.Patience : s_patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await Task.WhenAll(context.Networks.Select(network => SearchAsync(network, context.Time, found, either.Token)));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Until it is cancelled. A network that does not take multicast is left out: it is one of several.</summary>
    private async Task SearchAsync(LocalNetwork network, TimeProvider time, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(network.Address, 0));
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, network.Address.GetAddressBytes());
            await Task.WhenAll(AskAsync(socket, time, cancellationToken), HearAsync(socket, found, cancellationToken));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // See above.
        }
    }

    private async Task AskAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var timesLeft = 2; timesLeft > 0; timesLeft--)
        {
            foreach (var kind in OnvifDiscovery.Kinds) await socket.SendToAsync(OnvifDiscovery.Probe(Guid.NewGuid(), kind), SocketFlags.None, Group, cancellationToken);
            await Task.Delay(s_again, time, cancellationToken);
        }
    }

    private static async Task HearAsync(Socket socket, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        var buffer = new byte[65536];
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), cancellationToken);
            foreach (var camera in OnvifDiscovery.Found(buffer[..received.ReceivedBytes], ((IPEndPoint)received.RemoteEndPoint).Address)) found.Report(camera);
        }
    }
}
