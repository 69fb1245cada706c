using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Tongtang.DeviceDrivers.WakeOnLan;

/// <summary>Asks whether something answers at an address.</summary>
internal static class PresenceCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>How long the answer took; null: nobody answered in time.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.PortDenied"/>: the box may not ping.</exception>
    public static async Task<TimeSpan?> PingAsync(string address, CancellationToken cancellationToken)
    {
        using var ping = new Ping();
        try
        {
            var reply = await ping.SendPingAsync(address, s_patience, cancellationToken: cancellationToken);
            return reply.Status == IPStatus.Success ? TimeSpan.FromMilliseconds(reply.RoundtripTime) : null;
        }
        catch (PingException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new DeviceException(DeviceProblems.PortDenied, "the box may not send pings; choose a TCP port", error);
        }
        catch (PingException)
        {
            // The name is unknown, or there is no way to it: nobody is there.
            return null;
        }
    }

    /// <summary>As <see cref="PingAsync"/>, by a connection to a port; who refuses it is there too.</summary>
    public static async Task<TimeSpan?> ConnectAsync(string address, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var start = time.GetTimestamp();
        try
        {
            await socket.ConnectAsync(address, port, either.Token);
            return time.GetElapsedTime(start);
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused ? time.GetElapsedTime(start) : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
