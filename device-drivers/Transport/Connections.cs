using Tongtang.DeviceDrivers.Transport.Gpio;
using Tongtang.DeviceDrivers.Transport.Keys;
using Tongtang.DeviceDrivers.Transport.Modbus;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.DeviceDrivers.Transport.Serial;
using Tongtang.DeviceDrivers.Transport.Tcp;
using Tongtang.DeviceDrivers.Transport.Tls;
using Tongtang.DeviceDrivers.Transport.Udp;

namespace Tongtang.DeviceDrivers.Transport;

/// <summary>Opens what devices are reached by. One for all devices of a box, since buses and the broker are shared.</summary>
public sealed class Connections(TimeProvider time) : IAsyncDisposable
{
    private readonly ModbusBuses _buses = new(time);

    /// <summary>The box's broker, once it has been told which one.</summary>
    public SharedMqtt Mqtt { get; } = new(time);

    /// <summary>Joins a device to the Modbus line at the connection's place, which is opened when it is the first.</summary>
    /// <exception cref="DeviceException">It cannot be opened, or another device uses it at another speed.</exception>
    public async Task<ModbusUnit> OpenModbusAsync(DeviceConnection connection, ModbusOptions options, WireTrace trace, CancellationToken cancellationToken) =>
        new(await _buses.JoinAsync(connection, options, cancel => OpenBareAsync(connection, cancel), cancellationToken), options, trace);

    /// <summary>Opens lines of a GPIO chip: what comes in are their edges, what goes out their values; see <see cref="GpioLink"/>.</summary>
    /// <exception cref="DeviceException">There is no such chip or line, or another program has it.</exception>
    internal ILink OpenGpio(DeviceConnection connection, GpioLines lines, WireTrace trace) => new TracedLink(GpioLink.Open(connection.Path, lines), trace);

    /// <summary>Opens a link of bytes.</summary>
    /// <exception cref="DeviceException">It cannot be opened; the code says why.</exception>
    public async Task<ILink> OpenAsync(DeviceConnection connection, WireTrace trace, CancellationToken cancellationToken) =>
        new TracedLink(await OpenBareAsync(connection, cancellationToken), trace);

    /// <summary>Goes over to TLS on a link that is open already; what it shows to the trace are the bytes inside.</summary>
    /// <param name="link">As <see cref="OpenAsync"/> gave it; from now on it belongs to the new one.</param>
    /// <param name="fingerprint">SHA-256 of the device's certificate, in hex; empty: any certificate is taken.</param>
    /// <exception cref="DeviceException">There is no TLS at the other end, or another certificate.</exception>
    public async Task<ILink> SecureAsync(ILink link, string fingerprint, WireTrace trace, CancellationToken cancellationToken) =>
        new TracedLink(await TlsLink.ConnectAsync(link is TracedLink traced ? traced.Inner : link, fingerprint, time, cancellationToken), trace);

    public ValueTask DisposeAsync() => Mqtt.DisposeAsync();

    private async Task<ILink> OpenBareAsync(DeviceConnection connection, CancellationToken cancellationToken)
    {
        var faults = connection.Problems().ToList();
        if (faults.Count > 0) throw new DeviceException(DeviceProblems.SettingInvalid, string.Join("; ", faults));
        return connection.Kind switch
        {
            ConnectionKind.Tcp when connection.Tls => await TlsLink.ConnectAsync(await TcpLink.ConnectAsync(connection.Host, connection.Port, time, cancellationToken), "", time, cancellationToken),
            ConnectionKind.Tcp => await TcpLink.ConnectAsync(connection.Host, connection.Port, time, cancellationToken),
            ConnectionKind.Udp => await UdpLink.OpenAsync(connection.Host, connection.Port, connection.LocalPort, cancellationToken),
            ConnectionKind.Serial => SerialLink.Open(connection),
            ConnectionKind.Keys => KeysLink.Open(connection.Path),
            _ => throw new DeviceException(DeviceProblems.SettingInvalid, $"{connection.Kind} is no link of bytes"),
        };
    }
}
