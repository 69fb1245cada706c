namespace Tongtang.DeviceDrivers.Contract;

/// <summary>A text in the two languages of the pages.</summary>
public sealed record Words
{
    /// <summary>Chinese, simplified.</summary>
    public required string Zh { get; init; }

    public required string En { get; init; }
}

/// <summary>One of the values that may be chosen.</summary>
public sealed record Choice
{
    /// <summary>What programs write: <c>[a-z0-9][a-z0-9_.-]{0,63}</c>.</summary>
    public required string Id { get; init; }

    public required string Zh { get; init; }

    public required string En { get; init; }
}
