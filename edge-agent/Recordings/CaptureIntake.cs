using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// What becomes of one run's samples: its clock, the ring, the recording when there is one, those who watch. All under the
/// lock of the source's capture; no input or output but a recording's first rows.
/// </summary>
internal sealed class CaptureIntake : IDisposable
{
    /// <summary>A camera may announce sound and never send any: then its picture begins alone.</summary>
    private const long SoundMayWaitUs = 2_500_000;
    private readonly SourceOptions _source;
    private readonly bool _expectsPicture;
    private readonly TimeProvider _time;
    private readonly WarmRing _ring;
    private readonly CaptureOutlets _outlets;
    private readonly ParameterWatch _parameters = new();
    private readonly List<CaptureStream> _streams = [];
    private readonly CaptureClock _soundClock = new();
    private readonly SoundDrift _drift = new();
    private long _firstArrivalUs = -1;
    private bool _hold;

    public CaptureIntake(SourceOptions source, bool expectsPicture, bool expectsSound, SourceTap tap, LiveTap live, TimeProvider time)
    {
        (_source, _expectsPicture, ExpectsSound, _time) = (source, expectsPicture, expectsSound, time);
        _ring = new WarmRing(expectsPicture);
        _outlets = new CaptureOutlets(source, tap, live, Clock, time);
    }

    public CaptureClock Clock { get; } = new();

    public bool ExpectsSound { get; }

    public bool Delivers => _firstArrivalUs >= 0;

    public long LastArrivalUs { get; private set; } = -1;

    /// <summary>Why only a new run helps; null: all is well.</summary>
    public SourceProblem? Astray { get; private set; }

    /// <summary>Monotonic time of the first thing that a recording begun now would hold; null: nothing yet.</summary>
    public long? RingStartUs => Clock.Settled && Leader is { Track: { } track } && _ring.FirstUs(track.Timescale) is { } firstUs
        ? Clock.OffsetUs + firstUs - (_source.DelayMs * 1000L)
        : null;

    private CaptureStream? Leader => _streams.Find(stream => stream.Kind == MediaKind.Video) ?? _streams.Find(stream => !_expectsPicture);

    /// <summary>Takes all whole fragments that a stream has read.</summary>
    /// <param name="hold">A recording has just ended: what it ended with is kept for one that follows at once.</param>
    /// <exception cref="MediaFormatException">The capture's output is not what it must be.</exception>
    public void Take(CaptureStream stream, SourceRecording? recording, bool hold)
    {
        _hold = hold;
        var arrivalUs = RecordingTimeline.MonotonicUs(_time);
        while (stream.Reader.TryRead(out var fragment))
        {
            TakeInit(stream, recording);
            TakeFragment(stream, fragment, arrivalUs, recording);
        }
        TakeInit(stream, recording);
    }

    /// <summary>Begins the recording's epoch from the ring, once the run is ready for it.</summary>
    public void TryBegin(SourceRecording? recording)
    {
        if (recording is null || recording.InEpoch || !Clock.Settled || Leader is not { Track: { } track } || _ring.FirstUs(track.Timescale) is not { } firstUs) return;
        var complete = _streams.Count == (_expectsPicture ? 1 : 0) + (ExpectsSound ? 1 : 0);
        if (!complete && LastArrivalUs - _firstArrivalUs < SoundMayWaitUs) return;
        recording.BeginEpoch(_streams.ConvertAll(stream => (stream.Track!, stream.Init)), Clock.OffsetUs, firstUs);
        _ring.Visit((MediaKind kind, in Frame frame, ReadOnlySpan<byte> data) =>
            recording.Add(kind, frame.Time, _streams.Find(s => s.Kind == kind)!.Track!.Timescale, frame.Sample, data, Clock.OffsetUs));
    }

    public void Dispose()
    {
        _outlets.End();
        _ring.Dispose();
    }

    private void TakeInit(CaptureStream stream, SourceRecording? recording)
    {
        if (!stream.TakeInit()) return;
        _streams.Add(stream);
        _outlets.Begin(stream);
        if (recording is not { InEpoch: true }) return;
        // Its sound came after the epoch had begun without: a new epoch has both, from the next keyframe on.
        recording.EndEpoch();
        _ring.Clear();
    }

    private void TakeFragment(CaptureStream stream, in Fragment fragment, long arrivalUs, SourceRecording? recording)
    {
        var timescale = stream.Track!.Timescale;
        var leads = stream == Leader;
        // A fragment is written when the next sample has come, that is, at its end.
        var endUs = Frame.Us(fragment.DecodeTime + fragment.Duration, timescale);
        if (leads) Clock.Observe(arrivalUs, endUs);
        else FollowSound(arrivalUs, endUs);
        if (_firstArrivalUs < 0) _firstArrivalUs = arrivalUs;
        LastArrivalUs = arrivalUs;
        _outlets.Look(_ring);
        var (mediaTicks, at) = (fragment.DecodeTime + (leads ? 0 : Frame.Ticks(_drift.CorrectionUs, timescale)), 0);
        _outlets.Take(stream, fragment, mediaTicks);
        foreach (var sample in fragment.Samples.Span)
        {
            var data = fragment.Payload.Span.Slice(at, sample.Size);
            TakeSample(stream, mediaTicks, sample, data, recording);
            mediaTicks += sample.Duration;
            at += sample.Size;
        }
        if (leads) TryBegin(recording);
    }

    private void FollowSound(long arrivalUs, long endUs)
    {
        _soundClock.Observe(arrivalUs, endUs);
        if (Clock.Settled) _drift.Follow(endUs, _soundClock.OffsetUs - Clock.OffsetUs);
    }

    private void TakeSample(CaptureStream stream, long mediaTicks, in Sample sample, ReadOnlySpan<byte> data, SourceRecording? recording)
    {
        var timescale = stream.Track!.Timescale;
        var recorded = recording is { InEpoch: true };
        if (stream.Kind == MediaKind.Video && sample.IsKeyframe && _parameters.Changed(data)) Astray = SourceProblem.PictureChanged;
        if (Astray is not null) return;
        _ring.Add(stream.Kind, new Frame(mediaTicks, sample), timescale, data, keepAll: _hold || (recording is not null && !recorded));
        if (recorded && !recording!.Add(stream.Kind, mediaTicks, timescale, sample, data, Clock.OffsetUs)) Astray = SourceProblem.ClockJumped;
    }
}
