namespace Tongtang.DeviceDrivers.Contract;

/// <summary>A device that answered a search; adding it needs this and, perhaps, a password.</summary>
public sealed record FoundDevice
{
    /// <summary>The id of the driver that speaks to it.</summary>
    public required string Driver { get; init; }

    /// <summary>The same however often it answers: a MAC address, a UUID, a port.</summary>
    public required string Key { get; init; }

    /// <summary>What it calls itself; empty when it does not say.</summary>
    public string Name { get; init; } = "";

    /// <summary>Maker and model; empty when it does not say.</summary>
    public string Model { get; init; } = "";

    public required DeviceConnection Connection { get; init; }

    /// <summary>What else it says, as it says it: "mac", "firmware", "location" …</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}
