namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// A recording's own clock: it was set once, when the recording began, and then only the machine's monotonic clock
/// counts. A wall clock that is stepped in mid-lesson changes nothing. Pure.
/// </summary>
/// <param name="StartedAt">UTC of media time 0, by this machine's clock at that time.</param>
/// <param name="StartMonotonicUs">The same moment by the monotonic clock; may lie before the boot.</param>
internal sealed record RecordingTimeline(string RecordingId, DateTimeOffset StartedAt, long StartMonotonicUs)
{
    /// <summary>Microseconds since an arbitrary moment, by a clock that never steps; on Linux since the boot.</summary>
    public static long MonotonicUs(TimeProvider time) => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMicroseconds;

    public DateTimeOffset At(long us) => StartedAt.AddTicks(us * TimeSpan.TicksPerMicrosecond);

    /// <summary>Media time of a moment by the clock that <see cref="StartedAt"/> was read from.</summary>
    public long Us(DateTimeOffset at) => (at - StartedAt).Ticks / TimeSpan.TicksPerMicrosecond;

    public long NowUs(TimeProvider time) => MonotonicUs(time) - StartMonotonicUs;
}
