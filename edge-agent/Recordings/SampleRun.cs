using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Some samples of a fragment that follow each other. Pure; valid as long as the fragment is.</summary>
internal readonly record struct SampleRun(long DecodeTime, ReadOnlyMemory<Sample> Samples, ReadOnlyMemory<byte> Payload)
{
    public static SampleRun Whole(in Fragment fragment) => new(fragment.DecodeTime, fragment.Samples, fragment.Payload);

    /// <summary>
    /// The first keyframe of a fragment, wherever in it; null: there is none. A fragment of 0.2 s begins anywhere
    /// between two keyframes, so most keyframes stand inside one. Parameter sets that came as a sample of their own (see
    /// <see cref="FrameJoiner"/>) become one sample with their picture: alone a decoder takes them for a broken one.
    /// </summary>
    public static SampleRun? Keyframe(in Fragment fragment, uint timescale)
    {
        var samples = fragment.Samples.Span;
        var (time, start) = (fragment.DecodeTime, 0);
        for (var first = 0; first < samples.Length; first++)
        {
            if (samples[first].IsKeyframe)
            {
                var (picture, bytes) = (samples[first], samples[first].Size);
                if (first + 1 < samples.Length && samples[first + 1].IsKeyframe && picture.Duration < timescale / 50) (picture, bytes) = (samples[first + 1], bytes + samples[first + 1].Size);
                return new SampleRun(time, new[] { picture with { Size = bytes } }, fragment.Payload.Slice(start, bytes));
            }
            time += samples[first].Duration;
            start += samples[first].Size;
        }
        return null;
    }
}
