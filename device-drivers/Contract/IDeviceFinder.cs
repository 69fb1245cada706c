namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// Looks for devices of one driver in the room's network, so that an installer is asked "found: add?" instead of for an
/// address. What it sends must be harmless to whatever hears it.
/// </summary>
/// <remarks>The class carries <see cref="FinderAttribute"/> and has a constructor without parameters. Devices on serial ports need no finder but <see cref="SerialProbe"/>s in the driver.json.</remarks>
public interface IDeviceFinder
{
    /// <summary>Tells each device as soon as it has answered, perhaps more than once, and ends after <see cref="FinderContext.Patience"/>.</summary>
    /// <exception cref="DeviceException">It cannot search, e.g. <see cref="DeviceProblems.PortBusy"/>: another program listens where answers come.</exception>
    Task FindAsync(FinderContext context, IProgress<FoundDevice> found, CancellationToken cancellationToken);
}

/// <summary>Marks the finder of the folder whose driver.json has this id.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FinderAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
