using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// What those who look at one run of a capture get beside the recording: the box itself keyframes and sound, whoever
/// watches live every frame. Nobody here can hold the capture up. Under the lock of the source's capture.
/// </summary>
internal sealed class CaptureOutlets(SourceOptions source, SourceTap tap, LiveTap live, CaptureClock clock, TimeProvider time)
{
    /// <summary>Of sound for the box itself; less of it at a time only costs.</summary>
    private const long SoundTogetherUs = 190_000;

    private readonly WholePictures _pictures = new();
    private readonly List<Sample> _sounds = [];
    private readonly List<byte> _soundBytes = [];
    private readonly List<CaptureStream> _streams = [];
    private readonly uint _epoch = live.NextEpoch();
    private readonly HashSet<MediaKind> _hidden = [];
    private LiveQueue? _served;
    private long _soundTime;

    /// <summary>A track's init has come.</summary>
    public void Begin(CaptureStream stream)
    {
        _streams.Add(stream);
        tap.Publish(stream.Kind == MediaKind.Video ? TapContent.PictureInit : TapContent.SoundInit, stream.Init, time.GetUtcNow());
        if (_served is { } queue) queue.Add(EpochOf(stream), NowUs);
    }

    /// <summary>Before each fragment, whose samples the ring does not have yet.</summary>
    public void Look(WarmRing ring)
    {
        var watcher = live.Watcher;
        if (_served == watcher || !clock.Settled) return;
        _served = watcher;
        if (watcher is null) return;
        _hidden.Clear();
        foreach (var stream in _streams) watcher.Add(EpochOf(stream), NowUs);
        _pictures.Clear();
        ring.VisitFromLastKeyframe((MediaKind kind, in Frame frame, ReadOnlySpan<byte> data) =>
        {
            if (_streams.Find(stream => stream.Kind == kind) is not { } stream) return;
            if (kind == MediaKind.Audio) ShowLive(watcher, stream, frame, data);
            else _pictures.Take(frame.Time, frame.Sample, data, stream.Track!.Timescale, (in Frame picture, ReadOnlySpan<byte> bytes) => ShowLive(watcher, stream, picture, bytes));
        });
    }

    /// <summary>A fragment's samples, in order.</summary>
    /// <param name="mediaTicks">Of the first, as a recording has it.</param>
    public void Take(CaptureStream stream, in Fragment fragment, long mediaTicks)
    {
        if (_served is null && !tap.Watched) return;
        if (stream.Kind == MediaKind.Audio) TakeSound(stream, fragment, mediaTicks);
        else TakePictures(stream, fragment, mediaTicks);
    }

    /// <summary>The run is over.</summary>
    public void End()
    {
        if (_served is not { } queue) return;
        foreach (var stream in _streams) queue.Add(EndOf(stream), NowUs);
        _served = null;
    }

    private long NowUs => RecordingTimeline.MonotonicUs(time);

    private long CapturedUs(long ticks, CaptureStream stream) => clock.OffsetUs + Frame.Us(ticks, stream.Track!.Timescale) - (source.DelayMs * 1000L);

    private LivePiece EpochOf(CaptureStream stream) =>
        new() { Content = LiveContent.Epoch, Track = stream.Track!, Epoch = _epoch, Init = stream.Init, CapturedUs = CapturedUs(0, stream) };

    private LivePiece EndOf(CaptureStream stream) => new() { Content = LiveContent.Ended, Track = stream.Track!, Epoch = _epoch };

    private void TakePictures(CaptureStream stream, in Fragment fragment, long mediaTicks)
    {
        var at = 0;
        foreach (var sample in fragment.Samples.Span)
        {
            _pictures.Take(mediaTicks, sample, fragment.Payload.Span.Slice(at, sample.Size), stream.Track!.Timescale, (in Frame picture, ReadOnlySpan<byte> bytes) =>
            {
                if (tap.Watched && picture.Sample.IsKeyframe) Publish(TapContent.Keyframe, stream, picture.Time, [picture.Sample], bytes);
                if (_served is { } queue) ShowLive(queue, stream, picture, bytes);
            });
            mediaTicks += sample.Duration;
            at += sample.Size;
        }
    }

    private void TakeSound(CaptureStream stream, in Fragment fragment, long mediaTicks)
    {
        if (_served is { } queue) ShowLive(queue, stream, mediaTicks, fragment.Samples.ToArray(), fragment.Payload.Span);
        if (!tap.Watched) return;
        if (_sounds.Count == 0) _soundTime = mediaTicks;
        _sounds.AddRange(fragment.Samples.Span);
        _soundBytes.AddRange(fragment.Payload.Span);
        if (Frame.Us(mediaTicks + fragment.Duration - _soundTime, stream.Track!.Timescale) < SoundTogetherUs) return;
        Publish(TapContent.Sound, stream, _soundTime, [.. _sounds], [.. _soundBytes]);
        _sounds.Clear();
        _soundBytes.Clear();
    }

    private void Publish(TapContent content, CaptureStream stream, long decodeTime, ReadOnlySpan<Sample> samples, ReadOnlySpan<byte> data)
    {
        using var bytes = new PooledBytes(data.Length + 256);
        FragmentWriter.Write(bytes, 1, stream.Track!.Id, decodeTime, samples, data);
        var ageUs = NowUs - CapturedUs(decodeTime, stream);
        tap.Publish(content, bytes.Written.ToArray(), time.GetUtcNow() - TimeSpan.FromMicroseconds(ageUs));
    }

    private void ShowLive(LiveQueue queue, CaptureStream stream, in Frame frame, ReadOnlySpan<byte> data) =>
        ShowLive(queue, stream, frame.Time, new[] { frame.Sample }, data);

    private void ShowLive(LiveQueue queue, CaptureStream stream, long ticks, ReadOnlyMemory<Sample> samples, ReadOnlySpan<byte> data)
    {
        var capturedUs = CapturedUs(ticks, stream);
        if (ticks < 0) return;
        if (!live.Shows(capturedUs))
        {
            if (_hidden.Add(stream.Kind)) queue.Add(EndOf(stream), NowUs);
            return;
        }
        if (_hidden.Remove(stream.Kind)) queue.Add(EpochOf(stream), NowUs);
        queue.Add(new LivePiece { Content = LiveContent.Frame, Track = stream.Track!, Epoch = _epoch, CapturedUs = capturedUs, Time = ticks, Samples = samples, Data = data.ToArray() }, NowUs);
    }
}
