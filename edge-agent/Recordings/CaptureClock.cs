namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Where a capture's own time lies on this machine's monotonic clock. Samples can be delayed on their way but never be
/// early, so the smallest (arrival − media time) seen lately is the truth plus the shortest way. A window lets it
/// follow a camera whose crystal runs 50 ppm off (half a second in three hours) and forget old luck.
/// All times in microseconds; pure.
/// </summary>
internal sealed class CaptureClock
{
    /// <summary>Ten buckets of three seconds: long enough that network jitter has a quiet moment in each window.</summary>
    private const int Buckets = 10;
    private const long BucketUs = 3_000_000;

    /// <summary>A burst at the start (a demuxer's probing, a camera's cached pictures) is over when nothing better came for this long.</summary>
    private const long QuietUs = 400_000;
    private const long SettleAtMostUs = 2_000_000;
    private const long ExactAfterUs = 4_000_000;
    private const long ImprovementUs = 15_000;

    private readonly long[] _least = new long[Buckets];
    private long _bucket = long.MinValue;
    private long _firstArrivalUs;
    private long _improvedAtUs;
    private long _leastSoFarUs;

    /// <summary>Whether <see cref="OffsetUs"/> can be believed.</summary>
    public bool Settled { get; private set; }

    /// <summary>Whether it has seen enough exact arrivals that rougher ones serve from now on.</summary>
    public bool Exact { get; private set; }

    /// <summary>Monotonic time of media time 0.</summary>
    public long OffsetUs { get; private set; }

    public void Observe(long arrivalUs, long mediaTimeUs)
    {
        var offset = arrivalUs - mediaTimeUs;
        var bucket = arrivalUs / BucketUs;
        if (_bucket == long.MinValue) Begin(arrivalUs, bucket, offset);
        else TurnTo(bucket);
        ref var least = ref _least[bucket % Buckets];
        least = Math.Min(least, offset);
        Settle(arrivalUs, offset);
        OffsetUs = _least.Min();
    }

    private void Begin(long arrivalUs, long bucket, long offset)
    {
        Array.Fill(_least, long.MaxValue);
        _bucket = bucket;
        _firstArrivalUs = _improvedAtUs = arrivalUs;
        _leastSoFarUs = offset;
    }

    private void TurnTo(long bucket)
    {
        for (var next = Math.Max(_bucket + 1, bucket - Buckets + 1); next <= bucket; next++)
            _least[next % Buckets] = long.MaxValue;
        _bucket = Math.Max(_bucket, bucket);
    }

    private void Settle(long arrivalUs, long offset)
    {
        Exact |= arrivalUs - _firstArrivalUs >= ExactAfterUs;
        if (Settled) return;
        if (offset < _leastSoFarUs - ImprovementUs)
        {
            _leastSoFarUs = offset;
            _improvedAtUs = arrivalUs;
        }
        Settled = arrivalUs - _improvedAtUs >= QuietUs || arrivalUs - _firstArrivalUs >= SettleAtMostUs;
    }
}
