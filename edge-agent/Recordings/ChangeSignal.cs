namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// "Something changed since you looked." Never blocks who raises it, and nobody who waits can miss a change: remember
/// <see cref="Version"/>, look at the state, then wait for a version beyond the remembered one.
/// </summary>
internal sealed class ChangeSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    public long Version => Interlocked.Read(ref _version);

    public void Raise()
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            _version++;
            waiting = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.SetResult();
    }

    /// <summary>Returns the current version, at once when it is already beyond <paramref name="seen"/>.</summary>
    public async Task<long> WaitAsync(long seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (_lock)
            {
                if (_version > seen) return _version;
                waiting = _next.Task;
            }
            await waiting.WaitAsync(cancellationToken);
        }
    }
}
