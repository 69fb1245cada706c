namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// Speaks one device's protocol for as long as one connection lasts. Its owner calls one method at a time: first
/// <see cref="StartAsync"/>, then polls and commands, at the end <see cref="IAsyncDisposable.DisposeAsync"/>. What breaks
/// the connection is a <see cref="DeviceException"/>; the owner then ends this driver and begins with a new one.
/// What it learns it tells the <see cref="DeviceReport"/> of its <see cref="DriverContext"/>, when it is polled or at
/// any time.
/// </summary>
/// <remarks>The class carries <see cref="DriverAttribute"/> and takes a <see cref="DriverContext"/> in its constructor.</remarks>
public interface IDriver : IAsyncDisposable
{
    /// <summary>Opens the connection, proves the password, and learns what the device can do.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Asks the device how it is and reports it.</summary>
    Task PollAsync(CancellationToken cancellationToken);

    /// <summary>Has the device do it, and reports what changed. A command that was sent is never sent a second time unless doing it twice is the same as once.</summary>
    Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken);

    /// <summary>Ends, with a <see cref="DeviceException"/>, when the connection breaks between calls. Of a connection that cannot tell: never.</summary>
    Task Ended { get; }
}

/// <summary>Marks the driver of the folder whose driver.json has this id.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DriverAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
