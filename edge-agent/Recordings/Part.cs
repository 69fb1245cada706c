using System.Buffers;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// 0.2 s of one track, ready for the disk: moof and mdat, with prft before the first of a segment. Segments are rows of
/// these. Its bytes are pooled: whoever takes it disposes it.
/// </summary>
internal sealed class Part(PooledBytes bytes) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => bytes.Written;

    public required MediaKind Kind { get; init; }

    /// <summary>Of the segment, through all epochs of the track.</summary>
    public required int Number { get; init; }

    /// <summary>Its place in the segment, from 0.</summary>
    public required int Index { get; init; }

    public bool First => Index == 0;

    /// <summary>The segment is whole with this.</summary>
    public required bool Last { get; init; }

    /// <summary>Whether the segment begins with a keyframe.</summary>
    public required bool Independent { get; init; }

    public required bool Hidden { get; init; }

    /// <summary>The segment's beginning, in microseconds of the recording.</summary>
    public required long SegmentStartUs { get; init; }

    /// <summary>Of this part, in microseconds of the recording.</summary>
    public required long EndUs { get; init; }

    public void Dispose() => bytes.Dispose();
}

/// <summary>A buffer that is written once and given back.</summary>
internal sealed class PooledBytes(int expected) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(expected);
    private int _written;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length) return _bytes.AsMemory(_written);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Clear() => _written = 0;

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _written = 0;
    }
}
