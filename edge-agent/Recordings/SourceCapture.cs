using System.ComponentModel;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The supervised loop of one source: captures while somebody wants it, and begins anew whenever a run ends, for as
/// long as that takes. One source's trouble is nobody else's.
/// </summary>
internal sealed partial class SourceCapture(SourceOptions source, CaptureTools tools, CaptureReader reader, SourceTap tap, ChangeSignal changed, TimeProvider time, ILogger<SourceCapture> logger) : IDisposable
{
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly ChangeSignal _wishes = new();
    private CaptureIntake? _intake;
    private SourceRecording? _recording;
    private SourceFacts? _facts;
    private long _warmUntilUs = long.MinValue;
    private long _lastArrivalUs = -1;
    private string _problem = "";
    private SourceState _shown = SourceState.Cold;

    public SourceOptions Source => source;

    /// <summary>Whether it is to be captured now.</summary>
    public bool Wanted
    {
        get
        {
            lock (_lock) return source.Warm || _recording is not null || RecordingTimeline.MonotonicUs(time) < _warmUntilUs;
        }
    }

    /// <summary>Whether its output is to be looked at often: while its clock is still being found.</summary>
    public bool Eager
    {
        get
        {
            lock (_lock) return _intake is { Clock.Exact: false };
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
                var problem = _recording?.Writer.Problem is { Length: > 0 } disk ? disk : _problem;
                return new SourceStatus(source.Name, source.Role, State(), _recording?.Bytes ?? 0, last < 0 ? null : time.GetUtcNow() - ago, problem);
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

    public void Detach(SourceRecording recording)
    {
        lock (_lock)
        {
            if (_recording == recording) _recording = null;
        }
        Look();
    }

    /// <summary>Captures until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wait = _firstWait;
        while (true)
        {
            await WantedAsync(cancellationToken);
            var reason = await TryRunAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (EndRun(reason)) wait = _firstWait;
            if (reason.Length == 0) continue;
            LogEnded(source.Name, reason);
            await Task.Delay(wait, time, cancellationToken);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, _longestWait.Ticks));
        }
    }

    /// <summary>Takes what a stream has read. Returns why only a new run helps; null: all is well.</summary>
    internal string? Take(CaptureStream stream)
    {
        lock (_lock)
        {
            if (_intake is not { } intake) return null;
            intake.Take(stream, _recording);
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
            if (state == SourceState.Recording || state == SourceState.Warm) _problem = "";
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

    /// <summary>Returns why the run ended; empty: nobody wants it any more.</summary>
    private async Task<string> TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _facts ??= await tools.ProbeAsync(source, cancellationToken);
            await using var sound = tools.MakeSoundPipe(source);
            var plan = await tools.PlanAsync(source, _facts, sound, cancellationToken);
            if (!plan.HasPicture && !plan.HasSound) return "there is neither picture nor sound";
            await using var process = await tools.StartAsync(source, plan);
            lock (_lock) _intake = new CaptureIntake(source, plan.HasPicture, plan.HasSound, tap, time);
            var reason = await new CaptureRun(this, process, plan, plan.HasPicture && plan.HasSound ? sound : null, reader, tools.Options, time).RunAsync(cancellationToken);
            return reason.Length == 0 || process.LastWords.Length == 0 ? reason : $"{reason}: {SecretAddress.Redact(process.LastWords, source.Address)}";
        }
        catch (Exception error) when (error is SourceProbeException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return SecretAddress.Redact(error.Message, source.Address);
        }
    }

    /// <summary>Returns whether the run had delivered anything.</summary>
    private bool EndRun(string reason)
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
            _problem = reason;
            // A camera that delivers nothing may have become another one.
            if (!delivered) _facts = null;
        }
        Look();
        return delivered;
    }

    private SourceState State()
    {
        if (!(source.Warm || _recording is not null || RecordingTimeline.MonotonicUs(time) < _warmUntilUs)) return SourceState.Cold;
        if (_intake is { Delivers: true }) return _recording is { InEpoch: true } ? SourceState.Recording : SourceState.Warm;
        return _problem.Length > 0 ? SourceState.Lost : SourceState.Cold;
    }
}
