namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// Caps bytes per second over all uploads together. A taker pays first and then waits until its debt is worked off, so
/// that a piece larger than the bucket passes too. Thread safe.
/// </summary>
internal sealed class TokenBucket(TimeProvider time)
{
    /// <summary>At most this much of unused time is carried over.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.25);

    private readonly Lock _lock = new();
    private long _at = time.GetTimestamp();
    private double _debtSeconds;

    /// <param name="bytesPerSecond">The cap that holds now; null for none.</param>
    public Task TakeAsync(int bytes, double? bytesPerSecond, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds(Pay(bytes, bytesPerSecond));
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    private double Pay(int bytes, double? bytesPerSecond)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _debtSeconds = Math.Max(-Burst.TotalSeconds, _debtSeconds - time.GetElapsedTime(_at, now).TotalSeconds);
            _at = now;
            if (bytesPerSecond is not { } rate)
            {
                _debtSeconds = Math.Min(_debtSeconds, 0);
                return 0;
            }
            _debtSeconds += bytes / rate;
            return _debtSeconds;
        }
    }
}
