using System.Buffers;
using System.Globalization;

namespace Tongtang.Protocol.Media;

/// <summary>
/// A segment for a time in which a source was away while the other of its view went on: the picture stands still,
/// the sound is silent. Without it players cannot go past the hole, or skip what the other track has there.
/// Made from a stored segment next to the hole whenever it is asked for; the address says all that goes into it.
/// </summary>
public static class FillSegment
{
    /// <summary>Longer ones would break TARGETDURATION.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2.48);

    private const int SamplesPerAacFrame = 1024;

    // One access unit of digital silence, AAC-LC; the same as hls.js and Shaka Player put into holes.
    private static readonly byte[] _monoSilence = [0x00, 0xC8, 0x00, 0x80, 0x23, 0x80];
    private static readonly byte[] _stereoSilence = [0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80];

    /// <summary>Relative to <c>/media/{recording}/{view}/</c>.</summary>
    /// <param name="number">The segment it is made from.</param>
    /// <param name="start">Media time.</param>
    public static string Uri(string track, int epoch, int number, TimeSpan start, TimeSpan duration)
    {
        var from = Milliseconds(start);
        return string.Create(CultureInfo.InvariantCulture, $"../tracks/{track}/{epoch}/fill/{number}-{from}-{Milliseconds(start + duration) - from}.m4s");
    }

    public static bool CanFill(MediaTrack track) =>
        track.Kind == MediaKind.Video || (track is { Codec: "mp4a.40.2", Channels: 1 or 2, SampleRate: > 0 });

    /// <param name="init">Of the epoch of <paramref name="source"/>.</param>
    /// <param name="source">A stored segment; its first keyframe is the still picture. Sound needs none.</param>
    /// <exception cref="MediaFormatException">No keyframe in the segment, or a sound that cannot be made silent.</exception>
    public static byte[] Make(InitSegment init, ReadOnlyMemory<byte> source, TimeSpan start, TimeSpan duration)
    {
        var track = init.Tracks[0];
        var (from, to) = (Ticks(start, track.Timescale), Ticks(start + duration, track.Timescale));
        var output = new ArrayBufferWriter<byte>();
        if (track.Kind == MediaKind.Video)
            WriteStill(output, init, source, from, to);
        else
            WriteSilence(output, track, from, to);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteStill(ArrayBufferWriter<byte> output, InitSegment init, ReadOnlyMemory<byte> source, long from, long to)
    {
        foreach (var part in SegmentParts.Read(source, init))
        {
            var offset = 0;
            foreach (var sample in part.Samples.Span)
            {
                if (sample.IsKeyframe)
                {
                    FragmentWriter.Write(output, 1, part.TrackId, from, [new Sample((uint)(to - from), sample.Size, true, 0)], part.Payload.Span.Slice(offset, sample.Size));
                    return;
                }

                offset += sample.Size;
            }
        }

        throw new MediaFormatException("moof", 0, "no keyframe in the segment that a still picture is to be made from");
    }

    private static void WriteSilence(ArrayBufferWriter<byte> output, MediaTrack track, long from, long to)
    {
        var frame = Silence(track);
        var frameTicks = (uint)Math.Max(1, SamplesPerAacFrame * (long)track.Timescale / track.SampleRate);
        var count = (int)Math.Max(1, (to - from + (frameTicks / 2)) / frameTicks);
        var samples = new Sample[count];
        Array.Fill(samples, new Sample(frameTicks, frame.Length, true, 0));
        var payload = new byte[count * frame.Length];
        for (var i = 0; i < count; i++)
            frame.CopyTo(payload, i * frame.Length);
        FragmentWriter.Write(output, 1, track.Id, from, samples, payload);
    }

    /// <summary>One silent frame of 1024 samples.</summary>
    internal static byte[] Silence(MediaTrack track) =>
        CanFill(track)
            ? track.Channels == 1 ? _monoSilence : _stereoSilence
            : throw new MediaFormatException("mp4a", 0, $"no silence is known for {track.Codec} with {track.Channels} channels; mp4a.40.2 with 1 or 2 is allowed");

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);

    private static long Ticks(TimeSpan time, uint timescale) => (long)((Int128)time.Ticks * timescale / TimeSpan.TicksPerSecond);
}
