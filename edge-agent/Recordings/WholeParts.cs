using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>How much of a segment that was being written is whole. Pure.</summary>
internal static class WholeParts
{
    private const uint Moof = 0x6D6F6F66;
    private const uint Mdat = 0x6D646174;
    private const uint Prft = 0x70726674;

    /// <summary>Where each moof with its mdat ends that is all there, in order.</summary>
    public static IReadOnlyList<int> Ends(ReadOnlySpan<byte> bytes)
    {
        var (at, ends) = (0, new List<int>());
        var hasMoof = false;
        while (bytes.Length - at >= 8)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            var type = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]);
            // After a power cut a file's tail can be zeros.
            if (size < 8 || size > bytes.Length - at || type is not (Moof or Mdat or Prft)) return ends;
            at += (int)size;
            if (type == Mdat && hasMoof) ends.Add(at);
            hasMoof = type == Moof;
        }
        return ends;
    }
}
