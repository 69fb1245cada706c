namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// Stops a device that moves when nobody keeps it moving: the page that turned it went away, or the device ignores the time
/// limit that it was given. One motion runs at a time, so that no stop overtakes the motion after it.
/// </summary>
internal sealed class StopTimer : IAsyncDisposable
{
    // A device that is gone must not hold up the agent's end.
    private static readonly TimeSpan s_lastStop = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time;
    private readonly TimeSpan _after;
    private readonly Func<CancellationToken, Task> _stop;
    private readonly SemaphoreSlim _one = new(1);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private readonly ITimer _timer;
    private Task _stopping = Task.CompletedTask;
    private long _begun;
    private bool _moves;
    private int _disposed;

    /// <param name="stop">Stops the device; a <see cref="DeviceException"/> says that it cannot.</param>
    public StopTimer(TimeProvider time, TimeSpan after, Func<CancellationToken, Task> stop)
    {
        _time = time;
        _after = after;
        _stop = stop;
        _timer = time.CreateTimer(_ => _stopping = StopAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fails when the device could not be stopped; ends otherwise when the timer is disposed.</summary>
    public Task Failed => _failed.Task;

    /// <param name="motion">Sets the device moving, or stops it.</param>
    /// <param name="goesOn">It moves until it is stopped.</param>
    public async Task<CommandResult> RunAsync(Func<Task<CommandResult>> motion, bool goesOn, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var before = _moves;
        // Also when the motion throws: nobody knows then whether it moves.
        _moves |= goesOn;
        try
        {
            var result = await motion();
            if (result.Outcome == CommandOutcome.Done) _moves = goesOn;
            else if (result.Outcome == CommandOutcome.Refused) _moves = before;
            return result;
        }
        finally
        {
            _begun = _time.GetTimestamp();
            _timer.Change(_moves ? _after : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _one.Release();
        }
    }

    /// <summary>Stops what still moves. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _timer.DisposeAsync();
        await _ending.CancelAsync();
        await _stopping;
        if (_moves)
        {
            using var patience = new CancellationTokenSource(s_lastStop, _time);
            try
            {
                await _stop(patience.Token);
            }
            catch (Exception error) when (error is DeviceException or OperationCanceledException)
            {
                // The device is gone.
            }
        }

        _failed.TrySetResult();
        _ending.Dispose();
    }

    private async Task StopAsync()
    {
        try
        {
            await _one.WaitAsync(_ending.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            // While this waited, the motion may have been renewed.
            if (!_moves || _time.GetElapsedTime(_begun) < _after) return;
            await _stop(_ending.Token);
            _moves = false;
        }
        catch (OperationCanceledException)
        {
            // The end does it.
        }
        catch (DeviceException error)
        {
            _failed.TrySetException(error);
        }
        finally
        {
            _one.Release();
        }
    }
}
