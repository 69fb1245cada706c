using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>How much of a segment that was being written is whole. Pure.</summary>
internal static class WholeParts
{
    private const uint Moof = 0x6D6F6F66;
    private const uint Mdat = 0x6D646174;
    private const uint Prft = 0x70726674;

    /// <summary>Bytes up to the end of the last mdat that is all there; 0: nothing.</summary>
    public static int Length(ReadOnlySpan<byte> bytes)
    {
        var (at, whole) = (0, 0);
        var hasMoof = false;
        while (bytes.Length - at >= 8)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            var type = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]);
            // After a power cut a file's tail can be zeros.
            if (size < 8 || size > bytes.Length - at || type is not (Moof or Mdat or Prft)) return whole;
            at += (int)size;
            if (type == Mdat && hasMoof) whole = at;
            hasMoof = type == Moof;
        }
        return whole;
    }
}
