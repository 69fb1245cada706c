using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One picture or frame of sound on the recording's timeline, its duration known.</summary>
/// <param name="Time">Decode time in the track's timescale.</param>
internal readonly record struct Frame(long Time, Sample Sample)
{
    public long End => Time + Sample.Duration;

    /// <summary>Ticks to microseconds.</summary>
    public static long Us(long ticks, uint timescale) => ticks * 1_000_000 / timescale;

    /// <summary>Microseconds to ticks.</summary>
    public static long Ticks(long us, uint timescale) => us * timescale / 1_000_000;
}
