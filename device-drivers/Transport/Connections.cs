using Tongtang.DeviceDrivers.Transport.Serial;
using Tongtang.DeviceDrivers.Transport.Tcp;
using Tongtang.DeviceDrivers.Transport.Udp;

namespace Tongtang.DeviceDrivers.Transport;

/// <summary>Opens what devices are reached by. One for all devices of a box, since buses and the broker are shared.</summary>
public sealed class Connections(TimeProvider time)
{
    /// <summary>Opens a link of bytes.</summary>
    /// <exception cref="DeviceException">It cannot be opened; the code says why.</exception>
    public async Task<ILink> OpenAsync(DeviceConnection connection, WireTrace trace, CancellationToken cancellationToken)
    {
        var faults = connection.Problems().ToList();
        if (faults.Count > 0) throw new DeviceException(DeviceProblems.SettingInvalid, string.Join("; ", faults));
        ILink link = connection.Kind switch
        {
            ConnectionKind.Tcp => await TcpLink.ConnectAsync(connection.Host, connection.Port, time, cancellationToken),
            ConnectionKind.Udp => await UdpLink.OpenAsync(connection.Host, connection.Port, connection.LocalPort, cancellationToken),
            ConnectionKind.Serial => SerialLink.Open(connection),
            _ => throw new DeviceException(DeviceProblems.SettingInvalid, $"{connection.Kind} is no link of bytes"),
        };
        return new TracedLink(link, trace);
    }
}
