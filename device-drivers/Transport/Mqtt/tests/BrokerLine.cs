using System.Net.Sockets;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Tcp;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

/// <summary>Stands between a client and its broker as if it were the device, so that lines can be damaged, silenced and cut there.</summary>
internal sealed class BrokerLine(int port) : ISimulator
{
    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        await using var broker = await TcpLink.ConnectAsync("127.0.0.1", port, TimeProvider.System, cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ways = new[] { PumpAsync(line, broker, ending.Token), PumpAsync(broker, line, ending.Token) };
        await Task.WhenAny(ways);
        await ending.CancelAsync();
        await Task.WhenAll(ways);
    }

    private static async Task PumpAsync(ILink from, ILink to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var length) await to.SendAsync(buffer.AsMemory(0, length), sensitive: false, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or DeviceException or SocketException)
        {
            // One way ended; the other follows.
        }
    }
}
