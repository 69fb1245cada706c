namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Something that a device can do or tell. Pages draw their controls and commands are checked from this, without knowing the driver.</summary>
public sealed record Capability
{
    /// <summary>One of <see cref="Capabilities"/>, e.g. <c>power</c>.</summary>
    public required string Id { get; init; }

    public required Words Names { get; init; }

    public IReadOnlyList<CapabilityAction> Actions { get; init; } = [];

    public IReadOnlyList<CapabilityProperty> Properties { get; init; } = [];
}

/// <summary>What a device can be told to do.</summary>
public sealed record CapabilityAction
{
    /// <summary>E.g. <c>on</c>, <c>set</c>.</summary>
    public required string Id { get; init; }

    public required Words Names { get; init; }

    public IReadOnlyList<ActionArgument> Arguments { get; init; } = [];

    /// <summary>Doing it twice is the same as once: it may be sent again when no answer came.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>
    /// The state that the action leads to, e.g. "power" = "on"; a property whose value is an argument has the argument's
    /// name in braces. Empty: it leads to no state that could be waited for.
    /// </summary>
    public IReadOnlyDictionary<string, DeviceValue> LeadsTo { get; init; } = new Dictionary<string, DeviceValue>();
}

/// <summary>What an action needs to know.</summary>
public sealed record ActionArgument
{
    public required string Name { get; init; }

    public required Words Names { get; init; }

    public required ValueKind Kind { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    /// <summary>Only whole numbers.</summary>
    public bool Whole { get; init; }

    /// <summary>Of <see cref="ValueKind.Choice"/>; of <see cref="ValueKind.Text"/>: proposals.</summary>
    public IReadOnlyList<Choice> Options { get; init; } = [];

    /// <summary>May be left out: then it is this.</summary>
    public DeviceValue? Default { get; init; }
}

/// <summary>A part of a device's state.</summary>
public sealed record CapabilityProperty
{
    /// <summary>Unique within the device: <c>[a-z][a-z0-9_]{0,63}</c>.</summary>
    public required string Name { get; init; }

    public required Words Names { get; init; }

    public required ValueKind Kind { get; init; }

    /// <summary>As it is shown, e.g. "%", "°C", "h"; empty without one.</summary>
    public string Unit { get; init; } = "";

    public IReadOnlyList<Choice> Options { get; init; } = [];

    /// <summary>A value that is stored and drawn over time, told by <see cref="DeviceReport.Measure"/>.</summary>
    public bool Reading { get; init; }
}

public enum ValueKind
{
    Text,
    Number,
    Flag,
    Choice,
}
