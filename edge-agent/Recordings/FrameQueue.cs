using System.Buffers;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Frames waiting, first in, first out, their bytes in one pooled buffer that is used again: no allocation per frame.
/// Bounded: <see cref="TryAdd"/> says no once <paramref name="limitBytes"/> would be exceeded, and its caller decides.
/// </summary>
internal sealed class FrameQueue(int limitBytes) : IDisposable
{
    private readonly List<Frame> _frames = [];
    private byte[] _bytes = [];
    private int _firstFrame;
    private int _firstByte;
    private int _endByte;

    public int Count => _frames.Count - _firstFrame;

    public Frame First => _frames[_firstFrame];

    public Frame Last => _frames[^1];

    public ReadOnlySpan<byte> FirstData => _bytes.AsSpan(_firstByte, First.Sample.Size);

    public bool TryAdd(in Frame frame, ReadOnlySpan<byte> data)
    {
        if (_endByte - _firstByte + data.Length > limitBytes) return false;
        MakeRoom(data.Length);
        data.CopyTo(_bytes.AsSpan(_endByte));
        _endByte += data.Length;
        _frames.Add(frame);
        return true;
    }

    public void RemoveFirst()
    {
        _firstByte += First.Sample.Size;
        _firstFrame++;
        if (_firstFrame == _frames.Count) Clear();
    }

    public void Clear()
    {
        _frames.Clear();
        _firstFrame = _firstByte = _endByte = 0;
    }

    public void Dispose()
    {
        Clear();
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    /// <summary>Walks all that waits without taking it away.</summary>
    public void Visit(FrameVisitor visit)
    {
        var at = _firstByte;
        for (var i = _firstFrame; i < _frames.Count; i++)
        {
            visit(_frames[i], _bytes.AsSpan(at, _frames[i].Sample.Size));
            at += _frames[i].Sample.Size;
        }
    }

    private void MakeRoom(int more)
    {
        if (_firstFrame > 256)
        {
            _frames.RemoveRange(0, _firstFrame);
            _firstFrame = 0;
        }
        if (_endByte + more <= _bytes.Length) return;
        var used = _endByte - _firstByte;
        var target = used + more <= _bytes.Length / 2 ? _bytes : ArrayPool<byte>.Shared.Rent(Math.Max(used + more, Math.Max(16 * 1024, _bytes.Length * 2)));
        Buffer.BlockCopy(_bytes, _firstByte, target, 0, used);
        if (target != _bytes && _bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _firstByte, _endByte) = (target, 0, used);
    }
}

internal delegate void FrameVisitor(in Frame frame, ReadOnlySpan<byte> data);
