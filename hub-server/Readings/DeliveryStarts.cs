namespace Tongtang.HubServer.Readings;

/// <summary>
/// Who has just been told how far the hub is sends at once as much as its line holds, and there it lies until it is read:
/// three hundred boxes that come together would bring 40 MB. So only a few are told at the same time; the others wait for
/// that answer in the order in which they asked, while their alarms pass.
/// </summary>
internal sealed class DeliveryStarts(TimeProvider time) : IDisposable
{
    /// <summary>With what Listeners lets each of them send, 4 MB.</summary>
    public const int MostAtOnce = 32;

    private readonly SemaphoreSlim _free = new(MostAtOnce);

    public DeliveryStart Create() => new(_free, time);

    public void Dispose() => _free.Dispose();
}

/// <summary>The start of one call: from the answer to its question until its first readings are here.</summary>
internal sealed class DeliveryStart(SemaphoreSlim free, TimeProvider time) : IDisposable
{
    /// <summary>A box that has sent nothing by then has nothing, or is so far away that its bytes come slowly.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(0.5);

    private Task? _allowed;
    private ITimer? _timer;
    private int _held;
    private volatile bool _disposed;

    /// <summary>Waits until the box may be told; however many questions it has, once.</summary>
    public Task AllowedAsync(CancellationToken cancellationToken) => _allowed ??= WaitAsync(cancellationToken);

    public void End()
    {
        if (Interlocked.Exchange(ref _held, 0) == 1) free.Release();
    }

    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
        End();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        Volatile.Write(ref _held, 1);
        _timer = time.CreateTimer(_ => End(), state: null, Longest, Timeout.InfiniteTimeSpan);
        // The call may have ended as it was allowed.
        if (_disposed) Dispose();
    }
}
