namespace Tongtang.DeviceDrivers.Contract;

/// <summary>One thing that an installer tells a driver; pages draw the form from these.</summary>
public sealed record SettingField
{
    /// <summary>E.g. <c>password</c>: <c>[a-z][a-zA-Z0-9]{0,31}</c>.</summary>
    public required string Name { get; init; }

    public required Words Names { get; init; }

    /// <summary>A line below the field.</summary>
    public Words? Help { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>Without one the setting must be given, except text and secrets, which are then empty.</summary>
    public DeviceValue? Default { get; init; }

    /// <summary>Of numbers the least value, of text the fewest characters.</summary>
    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public IReadOnlyList<Choice> Options { get; init; } = [];
}

public enum SettingKind
{
    Text,

    /// <summary>Text that is never shown again, logged or traced.</summary>
    Secret,

    Integer,
    Number,
    Flag,
    Choice,

    /// <summary>The name of a file in the driver's folder or in the box's folder of device files, e.g. a register map.</summary>
    File,
}
