using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Scenes;

/// <summary>A named list of what is to be done: 上课, 下课 …</summary>
internal sealed record SceneOptions
{
    /// <summary>Unique in the room: <c>[a-z0-9][a-z0-9-]{0,31}</c>.</summary>
    public required string Id { get; init; }

    public required Words Names { get; init; }

    /// <summary>One after another.</summary>
    public required IReadOnlyList<SceneStep> Steps { get; init; }

    /// <summary>Shown on the teacher's panel.</summary>
    public bool OnPanel { get; init; } = true;
}

/// <summary>One step; exactly one of <see cref="Device"/>, <see cref="Parallel"/>, <see cref="Scene"/>, <see cref="Recording"/> and <see cref="PauseSeconds"/> is there.</summary>
internal sealed record SceneStep
{
    /// <summary>The id of the device that shall do something.</summary>
    public string? Device { get; init; }

    public string Capability { get; init; } = "";

    public string Action { get; init; } = "";

    public IReadOnlyDictionary<string, DeviceValue> Arguments { get; init; } = new Dictionary<string, DeviceValue>();

    /// <summary>With a device: the step is over when the state shows, e.g. power is on; without it when the device has answered.</summary>
    public SceneWait? Until { get; init; }

    /// <summary>These at the same time; the step is over when all are.</summary>
    public IReadOnlyList<SceneStep>? Parallel { get; init; }

    /// <summary>The id of another scene.</summary>
    public string? Scene { get; init; }

    public RecordingStep? Recording { get; init; }

    /// <summary>0 to 600.</summary>
    public double? PauseSeconds { get; init; }

    public OnFailure OnFailure { get; init; }
}

/// <summary>A state to wait for.</summary>
internal sealed record SceneWait
{
    public required string Property { get; init; }

    public required DeviceValue Is { get; init; }

    /// <summary>Then the step has failed: 1 to 300.</summary>
    public double Seconds { get; init; } = 60;
}

internal enum RecordingStep
{
    Start,
    Pause,
    Resume,
    Stop,
}

internal enum OnFailure
{
    /// <summary>A class begins also when the projector does not.</summary>
    GoOn,
    Stop,
}
