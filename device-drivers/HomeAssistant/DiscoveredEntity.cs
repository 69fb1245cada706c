namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>One thing that a device can tell or do, as a discovery message has it.</summary>
internal sealed record DiscoveredEntity
{
    /// <summary>sensor, binary_sensor, switch, button, select, number, light; else it is only told of.</summary>
    public required string Component { get; init; }

    /// <summary>Its property or capability: <c>[a-z][a-z0-9_]{0,63}</c>, unique in its message.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    public string StateTopic { get; init; } = "";

    public string CommandTopic { get; init; } = "";

    /// <summary>Text with {{ value }} in it; empty: the value itself.</summary>
    public string CommandTemplate { get; init; } = "";

    public ValueTemplate Value { get; init; } = ValueTemplate.Raw;

    public string On { get; init; } = "ON";

    public string Off { get; init; } = "OFF";

    /// <summary>What the state says, where that differs from what is sent.</summary>
    public string StateOn { get; init; } = "";

    public string StateOff { get; init; } = "";

    public string Press { get; init; } = "PRESS";

    public IReadOnlyList<string> Options { get; init; } = [];

    public double Minimum { get; init; } = 1;

    public double Maximum { get; init; } = 100;

    public double Step { get; init; } = 1;

    public string Unit { get; init; } = "";

    public string DeviceClass { get; init; } = "";

    public string StateClass { get; init; } = "";

    /// <summary>A light that is sent and tells {"state":"ON"}.</summary>
    public bool Json { get; init; }

    public int QualityOfService { get; init; }

    public bool Retain { get; init; }

    public IReadOnlyList<EntityAvailability> Availability { get; init; } = [];

    /// <summary>all, any or latest.</summary>
    public string AvailabilityMode { get; init; } = "latest";

    /// <summary>What we do not understand of it, in English; the device shows it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>A command template with its value, or null when it has more in it than one {{ value }}.</summary>
    public static string? Fill(string template, string value)
    {
        if (template.Contains("{%", StringComparison.Ordinal) || template.Contains("{#", StringComparison.Ordinal)) return null;
        var start = template.IndexOf("{{", StringComparison.Ordinal);
        var end = start < 0 ? -1 : template.IndexOf("}}", start, StringComparison.Ordinal);
        if (end < 0 || template[(start + 2)..end].Trim() != "value" || template.IndexOf("{{", end, StringComparison.Ordinal) >= 0) return null;
        return template[..start] + value + template[(end + 2)..];
    }

    public bool IsKnown => Component is "sensor" or "binary_sensor" or "switch" or "button" or "select" or "number" or "light";
}

/// <summary>A topic that says whether an entity is there.</summary>
internal sealed record EntityAvailability(string Topic, ValueTemplate Value, string Online, string Offline);

/// <summary>A discovery message: a device and one or all of its entities.</summary>
internal sealed record DiscoveryMessage
{
    /// <summary>Its identifiers, then its connections as "type:value".</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    public string DeviceName { get; init; } = "";

    public string Manufacturer { get; init; } = "";

    public string Model { get; init; } = "";

    public string Firmware { get; init; } = "";

    public required IReadOnlyList<DiscoveredEntity> Entities { get; init; }
}
