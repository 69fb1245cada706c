using System.Buffers;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Makes whole pictures of samples as they come, without waiting for the next one: parameter sets that came as a sample
/// of their own (see <see cref="FrameJoiner"/>) are kept until their picture is here, since alone a decoder takes them
/// for a broken one. Pure.
/// </summary>
internal sealed class WholePictures
{
    private const int LargestHeld = 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private long _heldTime;
    private bool _heldKeyframe;

    /// <summary>False: it is only a picture's beginning. What is given out is valid until the next call.</summary>
    public bool TryTake(long time, in Sample sample, ReadOnlySpan<byte> data, uint timescale, out Frame whole, out ReadOnlySpan<byte> bytes)
    {
        var holds = _bytes.WrittenCount > 0;
        whole = new Frame(time, sample);
        bytes = data;
        if (sample.Duration < timescale / 500 && _bytes.WrittenCount + data.Length <= LargestHeld)
        {
            if (!holds) (_heldTime, _heldKeyframe) = (time, false);
            _heldKeyframe |= sample.IsKeyframe;
            _bytes.Write(data);
            return false;
        }
        if (!holds) return true;
        _bytes.Write(data);
        bytes = _bytes.WrittenSpan;
        whole = new Frame(_heldTime, sample with { Size = bytes.Length, IsKeyframe = sample.IsKeyframe || _heldKeyframe });
        // The bytes stay as they are until something is written again.
        _bytes.ResetWrittenCount();
        return true;
    }

    /// <summary>What is held belongs to nothing that comes.</summary>
    public void Clear() => _bytes.ResetWrittenCount();
}
