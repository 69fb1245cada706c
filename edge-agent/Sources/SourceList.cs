using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>The room's sources: from the settings, or as the installer last saved them on the box.</summary>
internal sealed class SourceList
{
    public ChangeSignal Changed { get; } = new();

    public IReadOnlyList<SourceOptions> Current => [];

    /// <summary>
    /// Checks, saves and applies. Wrong ones throw <see cref="SourcesException"/>; nothing has changed then.
    /// Refused with <c>recorder_busy</c> while recording.
    /// </summary>
    public Task ReplaceAsync(IReadOnlyList<SourceOptions> sources, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Sources that cannot be: one sentence each, saying which, what and what is allowed.</summary>
internal sealed class SourcesException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
