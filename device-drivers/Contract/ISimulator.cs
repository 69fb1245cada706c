using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// A made-up device that speaks its protocol on real lines and behaves like the thing: it warms up and cools down, takes
/// time to travel, refuses what it would refuse, and has the quirks that are known. One of it may be spoken to by several
/// lines at once, one after another, or again and again.
/// </summary>
/// <remarks>The class carries <see cref="SimulatorAttribute"/> and takes a <see cref="TimeProvider"/> in its constructor.</remarks>
public interface ISimulator
{
    /// <summary>Serves one line until it ends or is cancelled: a TCP connection, a serial line, or a UDP port with whoever spoke last.</summary>
    Task ServeAsync(ILink line, CancellationToken cancellationToken);
}

/// <summary>A made-up device that speaks to a broker of its own accord. Otherwise as <see cref="ISimulator"/>.</summary>
public interface IMqttSimulator
{
    /// <summary>Connects and lives until it is cancelled, which is as if its plug was pulled, or until the broker is lost.</summary>
    /// <exception cref="DeviceException">The broker cannot be reached, or is lost.</exception>
    Task RunAsync(MqttBroker broker, CancellationToken cancellationToken);
}

/// <summary>Marks the simulator of the folder whose driver.json has this id.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SimulatorAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
