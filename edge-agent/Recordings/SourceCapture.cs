using System.ComponentModel;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The supervised loop of one source: captures while somebody wants it, and begins anew whenever a run ends, for as
/// long as that takes. One source's trouble is nobody else's.
/// </summary>
internal sealed partial class SourceCapture(SourceOptions source, CaptureTools tools, CaptureReader reader, SourceTap tap, LiveTap live, ChangeSignal changed, TimeProvider time, ILogger<SourceCapture> logger) : IDisposable
{
    /// <summary>Whoever ends a lesson and begins the next has asked for that within this.</summary>
    private static readonly long s_backToBackUs = (long)TimeSpan.FromSeconds(2).TotalMicroseconds;

    private readonly Lock _lock = new();
    private readonly ChangeSignal _wishes = new();
    private CaptureIntake? _intake;
    private SourceRecording? _recording;
    private SourceFacts? _facts;
    private long _warmUntilUs = long.MinValue;
    private long _holdUntilUs = long.MinValue;
    private long _lastArrivalUs = -1;
    private SourceProblem? _problem;
    private SourceOptions? _captured;
    private SourceState _shown = SourceState.Cold;

    /// <summary>What a run that delivers is without; told, and no reason to stop.</summary>
    private volatile SourceProblem? _lack;

    /// <summary>Where it is watched live.</summary>
    public LiveTap Live => live;

    public SourceOptions Source => source;

    /// <summary>As it is captured: of an ONVIF camera the stream that it told last, with its password.</summary>
    public SourceOptions Captured => _captured ?? source;

    /// <summary>Whether it is to be captured now.</summary>
    public bool Wanted
    {
        get
        {
            lock (_lock) return WantedNow;
        }
    }

    /// <summary>Whether its output is to be looked at often: while its clock is still being found, and while somebody watches live.</summary>
    public bool Eager
    {
        get
        {
            lock (_lock) return _intake is { } intake && (!intake.Clock.Exact || live.Watcher is not null);
        }
    }

    public SourceStatus Status
    {
        get
        {
            lock (_lock)
            {
                var last = _intake is { Delivers: true } ? _intake.LastArrivalUs : _lastArrivalUs;
                var ago = TimeSpan.FromMicroseconds(RecordingTimeline.MonotonicUs(time) - last);
                var problem = _recording?.Problem ?? _problem ?? (Delivering ? _lack : null);
                return new SourceStatus(source.Name, source.Role, State(), _recording?.Bytes ?? 0, last < 0 ? null : time.GetUtcNow() - ago, problem?.Text ?? "", problem?.Code ?? "") { ExpectsSound = _intake is { ExpectsSound: true } };
            }
        }
    }

    /// <summary>Monotonic time of what a recording begun now would hold first; null: nothing yet.</summary>
    public long? RingStartUs
    {
        get
        {
            lock (_lock) return _intake?.RingStartUs;
        }
    }

    public void WarmUp(TimeSpan duration)
    {
        lock (_lock) _warmUntilUs = Math.Max(_warmUntilUs, RecordingTimeline.MonotonicUs(time) + (long)duration.TotalMicroseconds);
        _wishes.Raise();
    }

    /// <summary>Somebody may have begun to watch live.</summary>
    public void LookWhoWatches() => _wishes.Raise();

    /// <summary>From now on, and from the last keyframe on, into this recording.</summary>
    public void Attach(SourceRecording recording)
    {
        lock (_lock)
        {
            _recording = recording;
            _intake?.TryBegin(recording);
        }
        _wishes.Raise();
    }

    /// <summary>
    /// The recording is about to end: what is captured from its last keyframe on is kept until it has ended and a little
    /// longer, so that one which follows at once leaves no hole.
    /// </summary>
    public void Hold()
    {
        lock (_lock) _holdUntilUs = long.MaxValue;
    }

    public void Detach(SourceRecording recording)
    {
        lock (_lock)
        {
            if (_recording == recording) _recording = null;
            _holdUntilUs = RecordingTimeline.MonotonicUs(time) + s_backToBackUs;
        }
        Look();
    }

    /// <summary>Captures until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pacing = new CapturePacing();
        while (true)
        {
            await WantedAsync(cancellationToken);
            var started = time.GetTimestamp();
            var problem = await TryRunAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var delivered = EndRun(problem);
            if (problem is null) continue;
            LogEnded(source.Name, problem);
            await Task.Delay(pacing.After(delivered, time.GetElapsedTime(started)), time, cancellationToken);
        }
    }

    /// <summary>Takes what a stream has read. Returns why only a new run helps; null: all is well.</summary>
    internal SourceProblem? Take(CaptureStream stream)
    {
        lock (_lock)
        {
            if (_intake is not { } intake) return null;
            intake.Take(stream, _recording, hold: RecordingTimeline.MonotonicUs(time) < _holdUntilUs);
            return intake.Astray;
        }
    }

    /// <summary>Gives what is ready to the disk; false: the disk is too far behind to take it.</summary>
    internal bool TryHandOver()
    {
        SourceRecording? recording;
        lock (_lock) recording = _recording;
        return recording?.TryHandOver() ?? true;
    }

    /// <summary>Tells those who watch when the state has changed.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            var state = State();
            if (state == SourceState.Recording || state == SourceState.Warm) _problem = null;
            if (state == _shown) return;
            _shown = state;
        }
        changed.Raise();
    }

    public void Dispose() => _intake?.Dispose();

    private async Task WantedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = _wishes.Version;
            if (Wanted) return;
            await _wishes.WaitAsync(seen, cancellationToken);
        }
    }

    /// <summary>Returns why the run ended; null: nobody wants it any more.</summary>
    private async Task<SourceProblem?> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _captured = await tools.ResolveAsync(source, cancellationToken);
            _facts ??= await tools.ProbeAsync(Captured, cancellationToken);
            await using var sound = tools.MakeSoundPipe(Captured);
            var plan = await tools.PlanAsync(Captured, _facts, sound, cancellationToken);
            if (!plan.HasPicture && !plan.HasSound) return SourceProblem.NothingToRecord;
            _lack = !plan.HasPicture && source.HasPicture && source.Role != SourceRole.Audio ? SourceProblem.NoPicture : null;
            await using var process = await tools.StartAsync(Captured, plan);
            lock (_lock) _intake = new CaptureIntake(source, plan.HasPicture, plan.HasSound, tap, live, time);
            return await new CaptureRun(this, process, plan, plan.HasPicture && plan.HasSound ? sound : null, reader, tools.Options, time).RunAsync(cancellationToken);
        }
        catch (SourceProbeException error)
        {
            return error.Problem;
        }
        catch (Win32Exception error)
        {
            return SourceProblem.NoProgram with { Words = error.Message };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CaptureWords.Understand(Captured, error.Message);
        }
    }

    /// <summary>Returns whether the run had delivered anything.</summary>
    private bool EndRun(SourceProblem? problem)
    {
        bool delivered;
        lock (_lock)
        {
            delivered = _intake is { Delivers: true };
            if (delivered) _lastArrivalUs = _intake!.LastArrivalUs;
            _recording?.EndEpoch();
            _recording?.TryHandOver();
            _intake?.Dispose();
            _intake = null;
            _problem = problem;
            // A camera that delivers nothing may have become another one.
            if (!delivered) _facts = null;
        }
        Look();
        return delivered;
    }

    private bool WantedNow => source.Warm || _recording is not null || live.Watcher is not null || RecordingTimeline.MonotonicUs(time) < _warmUntilUs;

    private bool Delivering => _intake is { Delivers: true };

    private SourceState State()
    {
        if (!WantedNow) return SourceState.Cold;
        if (_intake is { Delivers: true }) return _recording is { InEpoch: true } ? SourceState.Recording : SourceState.Warm;
        return _problem is not null ? SourceState.Lost : SourceState.Cold;
    }
}
