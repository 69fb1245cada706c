namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Puts the samples of one run of a capture on the recording's timeline. The place is fixed when the epoch begins and
/// then follows the capture's clock slowly, so that a camera whose clock runs off stays in step and no picture ever
/// jumps. Times in microseconds unless named otherwise; pure.
/// </summary>
internal sealed class EpochTimeline
{
    /// <summary>Faster than any crystal is wrong (0.01 %), slower than anybody can see.</summary>
    private const double SlewPerSecond = 0.003;

    /// <summary>Below this the estimate's own jitter is larger than the error.</summary>
    private const long DeadbandUs = 8_000;

    /// <summary>Farther than this from the clock, the capture's time was reset: only a new run helps.</summary>
    private const long ResetUs = 1_500_000;

    private double _offsetUs;
    private long _lastMediaUs;

    /// <param name="offsetUs">Recording time of the capture's media time 0.</param>
    /// <param name="firstMediaUs">Media time of the first sample.</param>
    public EpochTimeline(long offsetUs, long firstMediaUs)
    {
        _offsetUs = offsetUs;
        _lastMediaUs = firstMediaUs;
    }

    public long OffsetUs => (long)Math.Round(_offsetUs);

    /// <summary>Recording time in the track's timescale.</summary>
    public long Map(long mediaTicks, uint timescale) => mediaTicks + (long)Math.Round(_offsetUs * timescale / 1_000_000);

    /// <summary>Follows the clock up to this media time. False: it is so far off that the capture must be started anew.</summary>
    public bool Follow(long mediaUs, long wantedOffsetUs)
    {
        var error = wantedOffsetUs - _offsetUs;
        var passed = Math.Max(0, mediaUs - _lastMediaUs);
        _lastMediaUs = Math.Max(_lastMediaUs, mediaUs);
        if (Math.Abs(error) > ResetUs) return false;
        if (Math.Abs(error) > DeadbandUs)
            _offsetUs += Math.Sign(error) * Math.Min(Math.Abs(error), passed * SlewPerSecond);
        return true;
    }
}
