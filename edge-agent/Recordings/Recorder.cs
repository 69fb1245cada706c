namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The room's one recorder: start, pause, stop, and what it is doing. Thread safe. Errors are
/// <see cref="RecorderException"/> with a stable code.
/// </summary>
internal sealed class Recorder
{
    private readonly RecorderStatus _idle = new() { State = RecorderState.Idle };

    /// <summary>Raised when <see cref="Status"/> has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    public RecorderStatus Status => _idle;

    /// <summary>Starts, or says which recording runs already.</summary>
    public Task<StartOutcome> StartAsync(StartRecordingRequest request, CancellationToken cancellationToken) =>
        throw new RecorderException("recorder_busy", "Recording is not built yet.");

    /// <summary>What is captured from now on is hidden. Paused already: nothing.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ResumeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the recording after <paramref name="undo"/> (0 to 60 s), recording on until then. Idle: nothing.</summary>
    public Task StopAsync(TimeSpan undo, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task UndoAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="label">At most 200 characters; may be empty.</param>
    public Task MarkAsync(string label, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Moves the planned end; without one, it is set this far from now. 1 to 240 minutes.</summary>
    public Task ExtendAsync(int minutes, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Privacy: hides like a pause, and stays on when a recording starts or ends.</summary>
    public Task CoverAsync(bool on, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes sources warm for a while, e.g. while the panel is awake or before a lesson.</summary>
    public void WarmUp(TimeSpan duration)
    {
    }
}
