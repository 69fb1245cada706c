using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

internal delegate void RingVisitor(MediaKind kind, in Frame frame, ReadOnlySpan<byte> data);

/// <summary>
/// What a source delivered since its last keyframe (sound alone: in the last two seconds), so that a recording can begin
/// before it was asked for. At most 16 MiB of pictures: beyond that it waits for the next keyframe with nothing.
/// Times are the capture's own. Pure.
/// </summary>
internal sealed class WarmRing(bool hasPicture) : IDisposable
{
    private const int PictureBytes = 16 * 1024 * 1024;
    private const int SoundBytes = 1024 * 1024;
    private const int SoundAloneSeconds = 2;
    private readonly FrameQueue _pictures = new(PictureBytes);
    private readonly FrameQueue _sounds = new(SoundBytes);
    private uint _soundTimescale = 1;
    private uint _pictureTimescale = 1;
    private bool _keptAll;

    /// <summary>Of the first picture, or the first sound where there is no picture, in microseconds; null: nothing here.</summary>
    public long? FirstUs(uint timescale)
    {
        var queue = hasPicture ? _pictures : _sounds;
        return queue.Count == 0 ? null : Frame.Us(queue.First.Time, timescale);
    }

    /// <param name="keepAll">
    /// A recording waits for the clock to settle, or one may follow that which has just ended: nothing before the last
    /// keyframe is forgotten.
    /// </param>
    public void Add(MediaKind kind, in Frame frame, uint timescale, ReadOnlySpan<byte> data, bool keepAll)
    {
        if (kind == MediaKind.Video) AddPicture(frame, timescale, data, keepAll);
        else AddSound(frame, timescale, data, keepAll);
    }

    public void Visit(RingVisitor visit)
    {
        _pictures.Visit((in Frame frame, ReadOnlySpan<byte> data) => visit(MediaKind.Video, frame, data));
        _sounds.Visit((in Frame frame, ReadOnlySpan<byte> data) => visit(MediaKind.Audio, frame, data));
    }

    /// <summary>As <see cref="Visit"/>, without what nobody who begins to watch now needs; of sound alone half a second.</summary>
    public void VisitFromLastKeyframe(RingVisitor visit)
    {
        var (fromUs, startTicks) = (long.MaxValue, 0L);
        var begun = false;
        _pictures.Visit((in Frame frame, ReadOnlySpan<byte> _) =>
        {
            // Parameter sets of their own stand before their picture: the keyframe begins with them.
            if (frame.Sample.IsKeyframe && !begun) startTicks = frame.Time;
            begun = frame.Sample.IsKeyframe;
        });
        _pictures.Visit((in Frame frame, ReadOnlySpan<byte> data) =>
        {
            if (frame.Time < startTicks) return;
            if (fromUs == long.MaxValue) fromUs = Frame.Us(frame.Time, _pictureTimescale);
            visit(MediaKind.Video, frame, data);
        });
        if (!hasPicture && _sounds.Count > 0) fromUs = Frame.Us(_sounds.Last.Time, _soundTimescale) - 500_000;
        _sounds.Visit((in Frame frame, ReadOnlySpan<byte> data) =>
        {
            if (Frame.Us(frame.Time, _soundTimescale) >= fromUs) visit(MediaKind.Audio, frame, data);
        });
    }

    public void Clear()
    {
        _pictures.Clear();
        _sounds.Clear();
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _sounds.Dispose();
    }

    private void AddPicture(in Frame frame, uint timescale, ReadOnlySpan<byte> data, bool keepAll)
    {
        _pictureTimescale = timescale;
        if (frame.Sample.IsKeyframe && !keepAll) Forget(Frame.Us(frame.Time, timescale));
        else if (_keptAll && !keepAll) ForgetBeforeLastKeyframe(timescale);
        _keptAll = keepAll;
        if (_pictures.Count == 0 && !frame.Sample.IsKeyframe) return;
        if (!_pictures.TryAdd(frame, data)) Clear();
    }

    private void AddSound(in Frame frame, uint timescale, ReadOnlySpan<byte> data, bool keepAll)
    {
        _soundTimescale = timescale;
        var limit = frame.Time - (timescale * (hasPicture ? 30L : SoundAloneSeconds));
        while (!keepAll && _sounds.Count > 0 && _sounds.First.Time < limit) _sounds.RemoveFirst();
        if (!_sounds.TryAdd(frame, data)) _sounds.Clear();
    }

    private void Forget(long beforeUs)
    {
        _pictures.Clear();
        ForgetSounds(beforeUs);
    }

    private void ForgetBeforeLastKeyframe(uint timescale)
    {
        var (seen, before) = (0, 0);
        _pictures.Visit((in Frame frame, ReadOnlySpan<byte> _) =>
        {
            if (frame.Sample.IsKeyframe) before = seen;
            seen++;
        });
        for (; before > 0; before--) _pictures.RemoveFirst();
        if (_pictures.Count > 0) ForgetSounds(Frame.Us(_pictures.First.Time, timescale));
    }

    private void ForgetSounds(long beforeUs)
    {
        while (_sounds.Count > 0 && Frame.Us(_sounds.First.Time, _soundTimescale) < beforeUs) _sounds.RemoveFirst();
    }
}
