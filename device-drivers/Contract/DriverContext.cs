using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>All that a driver knows of the world.</summary>
public sealed record DriverContext
{
    /// <summary>The id of the device in its room.</summary>
    public required string DeviceId { get; init; }

    public required DeviceConnection Connection { get; init; }

    public required DriverSettings Settings { get; init; }

    public required DeviceReport Report { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What opens links, buses and brokers.</summary>
    public required Connections Connections { get; init; }

    /// <summary>Where this device's bytes are shown while somebody looks; shared by its connections one after another.</summary>
    public required WireTrace Trace { get; init; }

    /// <summary>What a session leaves for the next one with the same device, e.g. which way to sign in it accepts; gone when the agent ends.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, string> Memory { get; init; } = new();

    /// <summary>Where the box keeps files that drivers read, e.g. register maps of its own; they come before those of the driver's folder.</summary>
    public string FilesFolder { get; init; } = "";

    /// <summary>Whether a command waits for the poll that is under way.</summary>
    public Func<bool> CommandWaits { get; init; } = () => false;

    /// <summary>What a poll asks one after another; when somebody waits to have a command done, the rest is left to the next poll.</summary>
    public IEnumerable<T> WhileNobodyWaits<T>(IEnumerable<T> questions) => questions.TakeWhile(_ => !CommandWaits());

    /// <summary>Opens this device's own connection.</summary>
    /// <exception cref="DeviceException">It cannot be opened; the code says why.</exception>
    public Task<ILink> OpenAsync(CancellationToken cancellationToken) => Connections.OpenAsync(Connection, Trace, cancellationToken);

    /// <summary>Goes over to TLS on the device's open connection.</summary>
    /// <inheritdoc cref="Transport.Connections.SecureAsync"/>
    public Task<ILink> SecureAsync(ILink link, string fingerprint, CancellationToken cancellationToken) => Connections.SecureAsync(link, fingerprint, Trace, cancellationToken);

    /// <summary>The content of a file that a setting names.</summary>
    /// <param name="driver">The driver itself, whose folder has files of its own.</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>: there is none of this name.</exception>
    public byte[] ReadFile(IDriver driver, string name) => DriverFiles.Read(driver.GetType(), FilesFolder, name);

    /// <summary>Opens this device's part of the box's connection to the broker.</summary>
    /// <exception cref="DeviceException">The broker cannot be reached; the code says why.</exception>
    public Task<MqttLink> OpenMqttAsync(CancellationToken cancellationToken) => Connections.Mqtt.OpenAsync(Trace, cancellationToken);
}
