using System.Buffers;
using System.Buffers.Binary;

namespace Tongtang.Protocol.Media;

/// <summary>Writes moof and mdat of one track. What all samples share is said once (tfhd), the rest in one trun.</summary>
public static class FragmentWriter
{
    private const uint Keyframe = 0x02000000, Dependent = 0x01010000;
    private const uint HeaderFlags = 0x20000 | 0x8 | 0x10 | 0x20;
    private const uint RunDuration = 0x100, RunSize = 0x200, RunFlags = 0x400, RunComposition = 0x800;

    /// <param name="output">Gets the bytes of moof and mdat.</param>
    /// <param name="sequenceNumber">mfhd: grows by one with every fragment of the track.</param>
    /// <param name="trackId">As in the init segment.</param>
    /// <param name="decodeTime">tfdt of the first sample, in the track's timescale, not negative.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="payload">The samples' bytes, one behind the other: exactly the sum of their sizes.</param>
    public static void Write(
        IBufferWriter<byte> output, uint sequenceNumber, uint trackId, long decodeTime, ReadOnlySpan<Sample> samples, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decodeTime);
        if (samples.IsEmpty)
            throw new ArgumentException("A fragment has at least one sample.", nameof(samples));
        var flags = DifferingFields(samples, out var bytes);
        if (bytes != payload.Length)
            throw new ArgumentException($"The samples have {bytes} bytes, the payload has {payload.Length}.", nameof(payload));
        var perSample = 4 * System.Numerics.BitOperations.PopCount(flags & (RunDuration | RunSize | RunFlags | RunComposition));
        var runBytes = 20 + (samples.Length * perSample);
        var trackBytes = 8 + 28 + 20 + runBytes;
        var movieBytes = 8 + 16 + trackBytes;
        var box = new BoxBytes(output.GetSpan(movieBytes + 8));
        box.Head(movieBytes, FourCc.Moof);
        box.Head(16, FourCc.Mfhd).U32(0).U32(sequenceNumber);
        box.Head(trackBytes, FourCc.Traf);
        box.Head(28, FourCc.Tfhd).U32(HeaderFlags).U32(trackId).U32(samples[0].Duration).U32((uint)samples[0].Size).U32(FlagsOf(samples[0]));
        box.Head(20, FourCc.Tfdt).U32(0x01000000).U64((ulong)decodeTime);
        box.Head(runBytes, FourCc.Trun).U32(0x01000000 | 0x1 | flags).U32((uint)samples.Length).U32((uint)movieBytes + 8);
        WriteSamples(ref box, samples, flags);
        box.Head(8 + payload.Length, FourCc.Mdat);
        output.Advance(movieBytes + 8);
        output.Write(payload);
    }

    private static uint DifferingFields(ReadOnlySpan<Sample> samples, out long bytes)
    {
        uint flags = 0;
        bytes = 0;
        var first = samples[0];
        foreach (var sample in samples)
        {
            bytes += sample.Size;
            flags |= sample.Duration != first.Duration ? RunDuration : 0;
            flags |= sample.Size != first.Size ? RunSize : 0;
            flags |= sample.IsKeyframe != first.IsKeyframe ? RunFlags : 0;
            flags |= sample.CompositionOffset != 0 ? RunComposition : 0;
        }

        return flags;
    }

    private static void WriteSamples(ref BoxBytes box, ReadOnlySpan<Sample> samples, uint flags)
    {
        foreach (var sample in samples)
        {
            if ((flags & RunDuration) != 0)
                box.U32(sample.Duration);
            if ((flags & RunSize) != 0)
                box.U32((uint)sample.Size);
            if ((flags & RunFlags) != 0)
                box.U32(FlagsOf(sample));
            if ((flags & RunComposition) != 0)
                box.U32((uint)sample.CompositionOffset);
        }
    }

    private static uint FlagsOf(Sample sample) => sample.IsKeyframe ? Keyframe : Dependent;
}
