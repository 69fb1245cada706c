using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Tongtang.Protocol.Media;

/// <summary>Fills a span with boxes, field by field. The caller has counted the bytes.</summary>
internal ref struct BoxBytes(Span<byte> rest)
{
    private Span<byte> _rest = rest;

    [UnscopedRef]
    public ref BoxBytes Head(int size, uint type)
    {
        U32((uint)size);
        return ref U32(type);
    }

    [UnscopedRef]
    public ref BoxBytes U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_rest, value);
        _rest = _rest[2..];
        return ref this;
    }

    [UnscopedRef]
    public ref BoxBytes U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_rest, value);
        _rest = _rest[4..];
        return ref this;
    }

    [UnscopedRef]
    public ref BoxBytes U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_rest, value);
        _rest = _rest[8..];
        return ref this;
    }

    [UnscopedRef]
    public ref BoxBytes Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_rest);
        _rest = _rest[bytes.Length..];
        return ref this;
    }
}
