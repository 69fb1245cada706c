using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What a sample of H.264 consists of, with lengths of four bytes, as in MP4 (ISO/IEC 14496-15; types: H.264, table 7-1). Pure.</summary>
internal static class NalUnits
{
    private const int SequenceParameterSet = 7;

    /// <summary>The sequence parameter set that stands before the sample's picture; empty: there is none.</summary>
    public static ReadOnlySpan<byte> ParameterSet(ReadOnlySpan<byte> sample)
    {
        for (var unit = First(sample); !unit.IsEmpty; unit = First(sample))
        {
            if (TypeOf(unit) == SequenceParameterSet) return unit;
            if (IsPicture(unit)) return [];
            sample = sample[(4 + unit.Length)..];
        }
        return [];
    }

    /// <summary>Whether there is more in it than parameters and remarks; what cannot be read counts as a picture.</summary>
    public static bool HasPicture(ReadOnlySpan<byte> sample)
    {
        for (var unit = First(sample); !unit.IsEmpty; unit = First(sample))
        {
            if (IsPicture(unit)) return true;
            sample = sample[(4 + unit.Length)..];
        }
        return !sample.IsEmpty;
    }

    /// <summary>
    /// Whether the second sample goes on with the first one's picture: that has none yet, or the second begins with another
    /// of its slices (first_mb_in_slice is not 0).
    /// </summary>
    public static bool BelongTogether(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (!HasPicture(first)) return true;
        for (var unit = First(second); !unit.IsEmpty; unit = First(second))
        {
            // 0 is written as one bit that is set (9.1).
            if (IsPicture(unit)) return unit.Length > 1 && (unit[1] & 0x80) == 0;
            second = second[(4 + unit.Length)..];
        }
        return false;
    }

    private static int TypeOf(ReadOnlySpan<byte> unit) => unit[0] & 0x1F;

    private static bool IsPicture(ReadOnlySpan<byte> unit) => TypeOf(unit) is >= 1 and <= 5;

    /// <summary>Empty: there is none, or what stands there is no unit.</summary>
    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> sample)
    {
        if (sample.Length <= 4) return [];
        var length = BinaryPrimitives.ReadUInt32BigEndian(sample);
        return length > sample.Length - 4 ? [] : sample.Slice(4, (int)length);
    }
}
