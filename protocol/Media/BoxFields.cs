using System.Buffers.Binary;

namespace Tongtang.Protocol.Media;

/// <summary>Reads the fields of one box in order; running over its end is a <see cref="MediaFormatException"/>.</summary>
internal ref struct BoxFields(uint type, long offset, ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public readonly int Left => _rest.Length;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public void Skip(int count) => Take(count);

    /// <summary>Version (8 bits) and flags (24 bits) of a full box.</summary>
    public (byte Version, uint Flags) VersionAndFlags()
    {
        var word = U32();
        return ((byte)(word >> 24), word & 0xFFFFFF);
    }

    /// <summary>
    /// tfdt: 64 bits wide in version 1. ffmpeg with <c>frag_discont</c> writes the priming of AAC as a small negative
    /// number. Beyond ±2^62 is refused so that sums cannot overflow.
    /// </summary>
    public long DecodeTime()
    {
        const long limit = 1L << 62;
        var value = VersionAndFlags().Version == 0 ? U32() : (long)U64();
        return value is >= -limit and <= limit ? value : throw Wrong($"a time of {value} units is beyond what is allowed (2^62)");
    }

    /// <summary>A place in the file; beyond 2^62 is refused.</summary>
    public long Place()
    {
        var value = U64();
        return value <= 1UL << 62 ? (long)value : throw Wrong($"a place of {value} bytes is beyond what is allowed (2^62)");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
            throw Wrong($"{count} more bytes are needed, {_rest.Length} are left");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public readonly MediaFormatException Wrong(string problem) => new(FourCc.Name(type), offset, problem);
}
