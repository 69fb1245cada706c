using System.Buffers;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Makes whole frames of a track's samples: it holds one back until the next tells how long it lasted. What ffmpeg says
/// of durations is a guess of the past. Pure.
/// </summary>
/// <remarks>
/// A camera that sends its parameter sets as a picture of their own makes two samples of one picture, which ffmpeg
/// writes one tick apart (seen with GStreamer's rtph264pay); they are put together again, or a decoder would complain
/// and a cut between them would part a keyframe from its parameters.
/// </remarks>
internal sealed class FrameJoiner(MediaKind kind, uint timescale, FrameVisitor output) : IDisposable
{
    /// <summary>No camera has 500 pictures a second.</summary>
    private readonly long _sameFrame = kind == MediaKind.Video ? timescale / 500 : 0;

    /// <summary>A longer wait is a hole in the stream, not a long frame.</summary>
    private readonly long _longest = kind == MediaKind.Video ? timescale : timescale / 8;
    private const int LargestJoined = 1024 * 1024;
    private byte[] _data = ArrayPool<byte>.Shared.Rent(4 * 1024);
    private Frame _held;
    private uint _lastDuration = Math.Max(1, timescale / 25);
    private bool _holds;

    /// <param name="time">Decode time on the timeline wanted, in the track's timescale.</param>
    /// <param name="sample">As it came; its duration is only used at a hole and at the end.</param>
    public void Add(long time, in Sample sample, ReadOnlySpan<byte> data)
    {
        if (_holds && IsSameFrame(time, data) && _held.Sample.Size < LargestJoined)
        {
            Append(data);
            _held = _held with { Sample = sample with { Size = _held.Sample.Size + data.Length, IsKeyframe = sample.IsKeyframe || _held.Sample.IsKeyframe } };
            return;
        }
        if (_holds) Emit(time);
        _held = new Frame(_holds ? Math.Max(time, _held.Time + 1) : time, sample with { Size = 0 });
        Append(data);
        _held = _held with { Sample = _held.Sample with { Size = data.Length } };
        _holds = true;
    }

    /// <summary>Gives out what is held, its length guessed: the stream is over.</summary>
    public void Flush()
    {
        if (_holds) Give(_lastDuration);
        _holds = false;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_data);
        _data = [];
        _holds = false;
    }

    /// <summary>At a stream's beginning the second piece of a picture may come some milliseconds behind the first.</summary>
    private bool IsSameFrame(long time, ReadOnlySpan<byte> data) =>
        Math.Abs(time - _held.Time) < _sameFrame
        || (kind == MediaKind.Video && Math.Abs(time - _held.Time) < timescale / 50 && NalUnits.BelongTogether(_data.AsSpan(0, _held.Sample.Size), data));

    private void Emit(long next)
    {
        var passed = Math.Max(1, next - _held.Time);
        if (passed <= _longest) _lastDuration = (uint)passed;
        Give(_lastDuration);
    }

    /// <summary>A picture of which only the beginning came, such as a camera's last word before it stood still, is none: a decoder would complain.</summary>
    private void Give(uint duration)
    {
        var data = _data.AsSpan(0, _held.Sample.Size);
        if (kind == MediaKind.Video && !NalUnits.HasPicture(data)) return;
        output(_held with { Sample = _held.Sample with { Duration = duration } }, data);
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        var used = _held.Sample.Size;
        if (used + data.Length > _data.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(used + data.Length, _data.Length * 2));
            _data.AsSpan(0, used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_data);
            _data = larger;
        }
        data.CopyTo(_data.AsSpan(used));
    }
}
