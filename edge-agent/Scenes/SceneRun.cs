using System.Collections.Immutable;

namespace Tongtang.EdgeAgent.Scenes;

internal enum SceneState
{
    Running,
    Done,

    /// <summary>It came to its end; some steps failed.</summary>
    DoneWithFailures,

    /// <summary>A step failed and the scene says to stop then.</summary>
    Failed,

    /// <summary>Another scene was begun.</summary>
    Replaced,
}

/// <summary>A step that failed.</summary>
/// <param name="Place">E.g. "steps[1].parallel[0]".</param>
/// <param name="Device">Empty: the step is about none.</param>
/// <param name="Code">Stable, e.g. "device_offline".</param>
internal sealed record FailedStep(string Place, string Device, string Code, string Message);

/// <summary>One run of a scene. Immutable.</summary>
/// <param name="Done">Steps that have ended, of <paramref name="Steps"/> in all, those of called scenes not counted.</param>
internal sealed record SceneRun(string Scene, string StartedBy, DateTimeOffset StartedAt, SceneState State, DateTimeOffset? EndedAt, int Done, int Steps, ImmutableList<FailedStep> Failures);
