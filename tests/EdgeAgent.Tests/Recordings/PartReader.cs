using System.Buffers.Binary;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>Reads moof boxes the way ISO/IEC 14496-12 says, without our own reader: trun's samples and sizes.</summary>
internal static class PartReader
{
    public static IEnumerable<IReadOnlyList<Sample>> Read(ReadOnlyMemory<byte> part)
    {
        for (var at = 0; at < part.Length;)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(part.Span[at..]);
            if (part.Span.Slice(at + 4, 4).SequenceEqual("moof"u8)) yield return Moof(part.Span.Slice(at, size));
            at += size;
        }
    }

    private static List<Sample> Moof(ReadOnlySpan<byte> moof)
    {
        var tfhd = moof.IndexOf("tfhd"u8) + 4;
        var defaultSize = BinaryPrimitives.ReadInt32BigEndian(moof[(tfhd + 12)..]);
        var defaultDuration = BinaryPrimitives.ReadUInt32BigEndian(moof[(tfhd + 8)..]);
        var trun = moof.IndexOf("trun"u8) + 4;
        var flags = BinaryPrimitives.ReadUInt32BigEndian(moof[trun..]) & 0xFFFFFF;
        var count = BinaryPrimitives.ReadInt32BigEndian(moof[(trun + 4)..]);
        var at = trun + 12;
        var samples = new List<Sample>();
        for (var i = 0; i < count; i++)
        {
            var (duration, size) = (defaultDuration, defaultSize);
            if ((flags & 0x100) != 0) (duration, at) = (BinaryPrimitives.ReadUInt32BigEndian(moof[at..]), at + 4);
            if ((flags & 0x200) != 0) (size, at) = (BinaryPrimitives.ReadInt32BigEndian(moof[at..]), at + 4);
            if ((flags & 0x400) != 0) at += 4;
            if ((flags & 0x800) != 0) at += 4;
            samples.Add(new Sample(duration, size, false, 0));
        }
        return samples;
    }
}
