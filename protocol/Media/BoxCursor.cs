using System.Buffers.Binary;

namespace Tongtang.Protocol.Media;

/// <summary>Walks the boxes that lie side by side in a span. Every box must lie whole within it.</summary>
/// <param name="data">The parent's contents.</param>
/// <param name="origin">Offset of <paramref name="data"/> in the stream, for error messages.</param>
internal ref struct BoxCursor(ReadOnlySpan<byte> data, long origin)
{
    public const int HeaderBytes = 8;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _next;

    public uint Type { get; private set; }

    /// <summary>Where the current box begins within the span.</summary>
    public int Start { get; private set; }

    public int BodyStart { get; private set; }

    public readonly int End => _next;

    public readonly long Offset => origin + Start;

    public readonly ReadOnlySpan<byte> Box => _data[Start.._next];

    public readonly ReadOnlySpan<byte> Body => _data[BodyStart.._next];

    public readonly BoxFields Fields => new(Type, Offset, Body);

    public readonly BoxCursor Children => new(Body, origin + BodyStart);

    public bool MoveNext()
    {
        if (_next == _data.Length)
            return false;
        var rest = _data[_next..];
        if (!TryReadHeader(rest, origin + _next, out var type, out var header, out var size))
            throw new MediaFormatException("box", origin + _next, $"a box's head needs 8 or 16 bytes, {rest.Length} are left in its parent");
        if (size > rest.Length)
            throw new MediaFormatException(FourCc.Name(type), origin + _next, $"says {size} bytes, its parent has {rest.Length} left");
        (Type, Start, BodyStart) = (type, _next, _next + header);
        _next += (int)size;
        return true;
    }

    /// <summary>Reads type and size. False when the head itself is not whole yet.</summary>
    /// <exception cref="MediaFormatException">The size is smaller than the head, or open-ended (0).</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> data, long offset, out uint type, out int header, out long size)
    {
        (type, header, size) = (0, HeaderBytes, 0);
        if (data.Length < HeaderBytes)
            return false;
        size = BinaryPrimitives.ReadUInt32BigEndian(data);
        type = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (size == 1)
        {
            header = 16;
            if (data.Length < header)
                return false;
            var large = BinaryPrimitives.ReadUInt64BigEndian(data[8..]);
            size = large <= long.MaxValue ? (long)large : long.MaxValue;
        }

        if (size < header)
            throw new MediaFormatException(FourCc.Name(type), offset, $"says {size} bytes, at least {header} are needed (open-ended boxes are not allowed)");
        return true;
    }
}
