using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tongtang.DeviceDrivers.PjLink;

/// <summary>
/// PJLink's own search: everybody in the network is asked by UDP, and class 2 projectors answer with their MAC address, each
/// when it likes within ten seconds. Answers always go to port 4352, so only one program of a box can search at a time.
/// </summary>
[Finder("pjlink")]
internal sealed class PjLinkFinder : IDeviceFinder
{
    private const int Port = 4352;

    /// <summary>Where projectors listen; another one in tests.</summary>
    public int ProjectorPort { get; init; } = Port;

    /// <summary>Where answers come; another one in tests.</summary>
    public int ListenPort { get; init; } = Port;

    public async Task FindAsync(FinderContext context, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        using var socket = Listen();
        using var patience = new CancellationTokenSource(context.Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await AskAsync(socket, context.Networks, either.Token);
            var buffer = new byte[256];
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), either.Token);
                if (Found(buffer.AsSpan(0, received.ReceivedBytes), ((IPEndPoint)received.RemoteEndPoint).Address) is { } projector) found.Report(projector);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time for answers is over.
        }
        catch (SocketException error)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"the search broke off: {error.Message}", error);
        }
    }

    /// <summary>The projector of an answer to the search, or of one that says by itself that it has come (LKUP). Pure.</summary>
    internal static FoundDevice? Found(ReadOnlySpan<byte> datagram, IPAddress sender)
    {
        var line = Encoding.ASCII.GetString(datagram);
        if (!line.StartsWith("%2ACKN=", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("%2LKUP=", StringComparison.OrdinalIgnoreCase)) return null;
        // Some leave the colons out.
        var digits = line[7..].Trim('\r', '\n', ' ').Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (digits.Length != 12 || !digits.All(char.IsAsciiHexDigit)) return null;
        var mac = string.Join(':', digits.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
        return new FoundDevice
        {
            Driver = "pjlink",
            Key = mac,
            Connection = new DeviceConnection { Kind = ConnectionKind.Tcp, Host = sender.ToString(), Port = Port },
            Facts = new Dictionary<string, string> { ["mac"] = mac },
        };
    }

    private Socket Listen()
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
        try
        {
            opened.Bind(new IPEndPoint(IPAddress.Any, ListenPort));
            return opened;
        }
        catch (SocketException error)
        {
            opened.Dispose();
            throw new DeviceException(DeviceProblems.PortBusy, $"UDP port {ListenPort}: {error.Message}", error);
        }
    }

    private async Task AskAsync(Socket socket, IReadOnlyList<LocalNetwork> networks, CancellationToken cancellationToken)
    {
        foreach (var network in networks)
        {
            try
            {
                await socket.SendToAsync("%2SRCH\r"u8.ToArray(), SocketFlags.None, new IPEndPoint(network.Broadcast, ProjectorPort), cancellationToken);
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AccessDenied or SocketError.NetworkDown)
            {
                // Of a network that has just gone; the others are searched.
            }
        }
    }
}
