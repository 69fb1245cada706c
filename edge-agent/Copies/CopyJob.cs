namespace Tongtang.EdgeAgent.Copies;

internal enum CopyState
{
    Running,
    Done,
    Failed,
}

/// <summary>One recording on its way to a stick. Thread safe.</summary>
/// <param name="Files">One for each view.</param>
internal sealed class CopyJob(string id, IReadOnlyList<CopyFile> files) : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private double _progress;
    private string? _error;
    private CopyState _state;

    public string Id => id;

    public IReadOnlyList<CopyFile> Files => files;

    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>0 to 1, over all files.</summary>
    public double Progress
    {
        get => Volatile.Read(ref _progress);
        set => Volatile.Write(ref _progress, Math.Clamp(value, 0, 1));
    }

    public (CopyState State, string? Error) Outcome
    {
        get
        {
            lock (_cancelled) return (_state, _error);
        }
    }

    public void Cancel() => _cancelled.Cancel();

    public void Finish(string? error)
    {
        lock (_cancelled) (_state, _error) = (error is null ? CopyState.Done : CopyState.Failed, error);
        if (error is null) Progress = 1;
    }

    public void Dispose() => _cancelled.Dispose();
}

/// <param name="Source">The view's playlist on this box.</param>
/// <param name="Path">The file on the stick.</param>
internal sealed record CopyFile(Uri Source, string Path, TimeSpan Duration);
