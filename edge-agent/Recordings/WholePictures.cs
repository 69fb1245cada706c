using System.Buffers;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Makes whole pictures of samples as they come: parameter sets or slices that came as a sample of their own (see
/// <see cref="FrameJoiner"/>) are kept until the rest of their picture is here, since alone a decoder takes them for a
/// broken one. Only what lasts less than a fiftieth of a second can be such a piece, so that nothing else waits. Pure.
/// </summary>
internal sealed class WholePictures
{
    private const int LargestHeld = 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private long _time;
    private Sample _sample;

    /// <param name="give">Gets every whole picture; its bytes are valid within the call.</param>
    public void Take(long time, in Sample sample, ReadOnlySpan<byte> data, uint timescale, FrameVisitor give)
    {
        if (_bytes.WrittenCount > 0 && !NalUnits.BelongTogether(_bytes.WrittenSpan, data)) Give(give);
        var mayGoOn = sample.Duration < timescale / 50 && _bytes.WrittenCount + data.Length <= LargestHeld;
        if (_bytes.WrittenCount == 0 && !mayGoOn)
        {
            give(new Frame(time, sample), data);
            return;
        }
        if (_bytes.WrittenCount == 0) (_time, _sample) = (time, sample);
        _bytes.Write(data);
        _sample = _sample with { Size = _bytes.WrittenCount, Duration = sample.Duration, IsKeyframe = _sample.IsKeyframe || sample.IsKeyframe };
        if (!mayGoOn) Give(give);
    }

    /// <summary>What is held belongs to nothing that comes.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    private void Give(FrameVisitor give)
    {
        give(new Frame(_time, _sample), _bytes.WrittenSpan);
        _bytes.ResetWrittenCount();
    }
}
