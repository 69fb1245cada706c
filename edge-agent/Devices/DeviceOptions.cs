using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>One device as an installer or the hub writes it.</summary>
internal sealed record DeviceOptions
{
    /// <summary>Unique in the room, also the name of its readings: <c>[a-z0-9][a-z0-9._-]{0,63}</c>; "agent" is the box itself.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The id of a driver.json.</summary>
    public required string Driver { get; init; }

    public required DeviceConnection Connection { get; init; }

    /// <summary>By name, as the driver's fields ask for them; what is left out has its default.</summary>
    public IReadOnlyDictionary<string, DeviceValue> Settings { get; init; } = new Dictionary<string, DeviceValue>();

    /// <summary>How often it is asked how it is, seconds; 0: as its driver says.</summary>
    public double PollSeconds { get; init; }

    /// <summary>False: it is not spoken to.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What it is told when the agent ends, e.g. relays off; none: it stays as it is.</summary>
    public IReadOnlyList<DeviceCommand> AtEnd { get; init; } = [];
}
