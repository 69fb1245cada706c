namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Keeps the sound of a run in step with its picture when each is timed by a crystal of its own: 0.01 % between them is
/// a second after three hours. Both kinds' clocks say where their media time lies on this machine's clock; how much
/// their difference has changed since the run's first half minute is how far the sound has run away. Times in
/// microseconds; pure.
/// </summary>
/// <remarks>
/// The difference itself is left alone: it is the different way of picture and sound through encoders and pipes, and
/// what the capture's own times say of the beginning is right. A way that grows for a while (a busy encoder) looks like
/// drift; at the slope that crystals have, a minute of it moves the sound by 15 ms, which is taken back as slowly.
/// The times of sound change by some ticks in a second that way: sample durations of 1,024 and 1,025 in turns,
/// no hole, no overlap, no new init segment, nothing that a player would have to know of. Steps of a whole frame
/// would be heard in some players, and sound stretched by resampling would have to be encoded anew.
/// </remarks>
internal sealed class SoundDrift
{
    /// <summary>Two and a half times what a bad pair of crystals has.</summary>
    private const double SlewPerSecond = 0.00025;

    /// <summary>Below this the clocks' own jitter is larger than the error.</summary>
    private const long DeadbandUs = 5_000;

    /// <summary>As long as the clocks' window; until then the difference is still being found.</summary>
    private const long LearningUs = 30_000_000;

    private long _firstUs = long.MinValue;
    private long _lastUs;
    private long _usualUs;
    private double _correctionUs;

    /// <summary>To be added to the media times of sound.</summary>
    public long CorrectionUs => (long)Math.Round(_correctionUs);

    /// <param name="mediaUs">How far the sound has come.</param>
    /// <param name="laterUs">By how much the sound's media time 0 lies after the picture's, by both clocks.</param>
    public void Follow(long mediaUs, long laterUs)
    {
        if (_firstUs == long.MinValue) _firstUs = _lastUs = mediaUs;
        var passed = Math.Max(0, mediaUs - _lastUs);
        _lastUs = Math.Max(_lastUs, mediaUs);
        if (mediaUs - _firstUs < LearningUs)
        {
            _usualUs = laterUs;
            return;
        }
        var error = laterUs - _usualUs - _correctionUs;
        if (Math.Abs(error) > DeadbandUs) _correctionUs += Math.Sign(error) * Math.Min(Math.Abs(error), passed * SlewPerSecond);
    }
}
