using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Notices that a camera changed its picture (size, profile) without dropping the connection: the sequence parameter
/// set inside a keyframe is another one than before. The init segment is wrong then and the capture must begin anew.
/// Pure; H.264 with lengths of four bytes, as in MP4.
/// </summary>
internal sealed class ParameterWatch
{
    private const int SequenceParameterSet = 7;
    private byte[] _seen = [];

    /// <summary>Looks at a keyframe; true when its parameters differ from the first ones.</summary>
    public bool Changed(ReadOnlySpan<byte> keyframe)
    {
        var parameters = Find(keyframe);
        if (parameters.IsEmpty) return false;
        if (_seen.Length > 0) return !parameters.SequenceEqual(_seen);
        _seen = parameters.ToArray();
        return false;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> sample)
    {
        while (sample.Length > 4)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(sample);
            if (length == 0 || length > sample.Length - 4) return [];
            var unit = sample.Slice(4, (int)length);
            if ((unit[0] & 0x1F) == SequenceParameterSet) return unit;
            if ((unit[0] & 0x1F) is >= 1 and <= 5) return [];
            sample = sample[(4 + (int)length)..];
        }
        return [];
    }
}
