using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Scenes;

namespace Tongtang.EdgeAgent.Rules;

/// <summary>What the room does by itself, without hub or network: when … then …</summary>
internal sealed record RuleOptions
{
    /// <summary>Unique in the room: <c>[a-z0-9][a-z0-9-]{0,31}</c>.</summary>
    public required string Id { get; init; }

    public required Words Names { get; init; }

    public bool Enabled { get; init; } = true;

    public required RuleCondition When { get; init; }

    /// <summary>Done once when the condition comes to hold.</summary>
    public IReadOnlyList<SceneStep> Then { get; init; } = [];

    /// <summary>Done once when it no longer holds; not for presses and cards.</summary>
    public IReadOnlyList<SceneStep> Otherwise { get; init; } = [];

    /// <summary>An alarm for as long as it holds; in words, both languages.</summary>
    public Words? Alarm { get; init; }

    /// <summary>Local time of day in which the rule counts, "07:00" to "18:00"; may run past midnight. Null: always.</summary>
    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>It acts at most this often: 0.2 to 86400.</summary>
    public double AtMostEverySeconds { get; init; } = 1;
}

/// <summary>Exactly one of <see cref="Reading"/>, <see cref="Property"/>, <see cref="Key"/>, <see cref="Card"/>, <see cref="Offline"/> and <see cref="Recorder"/> is there; all but the last are of <see cref="Device"/>.</summary>
internal sealed record RuleCondition
{
    public string Device { get; init; } = "";

    /// <summary>The name of a reading, with <see cref="Above"/> or <see cref="Below"/>.</summary>
    public string? Reading { get; init; }

    public double? Above { get; init; }

    public double? Below { get; init; }

    /// <summary>How far back it must come before the condition no longer holds.</summary>
    public double Hysteresis { get; init; }

    /// <summary>The name of a property, with <see cref="Is"/>.</summary>
    public string? Property { get; init; }

    public DeviceValue? Is { get; init; }

    /// <summary>A key that is pressed.</summary>
    public string? Key { get; init; }

    /// <summary>The UID of a card, or "*" for any.</summary>
    public string? Card { get; init; }

    /// <summary>The device cannot be reached.</summary>
    public bool? Offline { get; init; }

    /// <summary>The recorder's state, e.g. "recording".</summary>
    public string? Recorder { get; init; }

    /// <summary>It must hold for so long first: 0 to 86400.</summary>
    public double ForSeconds { get; init; }
}
