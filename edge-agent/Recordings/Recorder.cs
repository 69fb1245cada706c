using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// The room's one recorder: start, pause, stop, and what it is doing. Thread safe. Errors are
/// <see cref="RecorderException"/> with a stable code.
/// </summary>
/// <remarks>
/// States: idle → starting (until the first segment is on disk) → recording ⇄ paused → stopping (records on until it can
/// be undone no more) → idle. A start while stopping ends the old recording at once and begins another one. Covering
/// hides like a pause and can be on while idle: a recording then begins hidden.
/// </remarks>
internal sealed partial class Recorder : IAsyncDisposable
{
    private static readonly TimeSpan _longestUndo = TimeSpan.FromMinutes(1);

    /// <summary>What was captured before the stop and is still on its way gets this long.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1.2);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SourceCaptures _captures;
    private readonly RecordingFolders _folders;
    private readonly Journal _journal;
    private readonly SegmentDisk _disk;
    private readonly StorageGuard _storage;
    private readonly RecordingOptions _options;
    private readonly LessonClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger<Recorder> _logger;
    private volatile ActiveRecording? _active;
    private volatile bool _covered;

    public Recorder(
        SourceCaptures captures, RecordingFolders folders, Journal journal, SegmentDisk disk, StorageGuard storage, RecordingOptions options, LessonClock clock, TimeProvider time, ILogger<Recorder> logger)
    {
        (_captures, _folders, _journal, _disk, _storage, _options, _clock, _time, _logger) = (captures, folders, journal, disk, storage, options, clock, time, logger);
        _covered = journal.Covered;
    }

    /// <summary>Raised when <see cref="Status"/> has changed, at each segment, and when a source's state did.</summary>
    public ChangeSignal Changed => _captures.Changed;

    public RecorderStatus Status
    {
        get
        {
            var active = _active;
            var sources = _captures.Current.Select(capture => capture.Status).ToList();
            if (active is null) return new RecorderStatus { State = RecorderState.Idle, Covered = _covered, Sources = sources };
            var nowUs = RecordingTimeline.MonotonicUs(_time);
            return new RecorderStatus
            {
                State = StateOf(active),
                RecordingId = active.Id,
                Title = active.Title,
                Teacher = active.Teacher,
                Lesson = active.Lesson,
                StartedAt = active.Timeline.StartedAt,
                Elapsed = TimeSpan.FromMicroseconds(nowUs - active.Timeline.StartMonotonicUs),
                PlannedEnd = active.PlannedEndUs is { } endUs ? active.Timeline.At(endUs) : null,
                UntilPlannedEnd = active.PlannedEndUs is { } us ? TimeSpan.FromMicroseconds(active.Timeline.StartMonotonicUs + us - nowUs) : null,
                UndoUntil = active.StopAtUs is { } stopAtUs ? _time.GetUtcNow().AddMicroseconds(stopAtUs - nowUs) : null,
                Covered = _covered,
                Sources = sources,
            };
        }
    }

    /// <summary>Starts, or says which recording runs already.</summary>
    /// <exception cref="RecorderException">source_unknown, sources_none, title_too_long, title_invalid, teacher_too_long, teacher_invalid, planned_end_past, storage_full.</exception>
    public Task<StartOutcome> StartAsync(StartRecordingRequest request, CancellationToken cancellationToken) => DoAsync(async () =>
    {
        var nowUs = RecordingTimeline.MonotonicUs(_time);
        if (_active is { StopAtUs: null } running) return new StartOutcome(running.Id, AlreadyRunning: true);
        RecordingText.Require(request.Title, "title");
        RecordingText.Require(request.Teacher, "teacher");
        await _captures.SettledAsync(cancellationToken);
        var captures = Choose(request.Sources);
        var now = _time.GetUtcNow();
        if (request.PlannedEnd <= now) throw new RecorderException("planned_end_past", $"The planned end {request.PlannedEnd:O} is not after now.");
        _storage.RequireRoom(planned: request.Lesson is { LessonId.Length: > 0 });
        if (_active is not null) await EndAsync(nowUs);
        // Where sources are warm the lesson begins at their last keyframes, before it was asked for.
        var startUs = captures.Select(c => c.RingStartUs ?? nowUs).Append(nowUs).Min();
        var timeline = new RecordingTimeline(Guid.CreateVersion7().ToString("N"), now.AddMicroseconds(startUs - nowUs), startUs);
        _journal.Begin(
            new RecordingStart(
                timeline.RecordingId, request.Title ?? "", request.Teacher ?? "", timeline.StartedAt.ToUnixTimeMilliseconds(), startUs, _clock.BootId,
                _clock.OffsetMs, _clock.Known, request.PlannedEnd?.ToUnixTimeMilliseconds())
            { Lesson = request.Lesson ?? LessonTag.None },
            captures.Select(c => c.Source).ToList());
        if (_covered) _journal.SetHidden(timeline.RecordingId, 0, hidden: true);
        Begin(timeline, captures, request, paused: false);
        LogStarted(timeline.RecordingId, captures.Count);
        return new StartOutcome(timeline.RecordingId, AlreadyRunning: false);
    }, cancellationToken);

    /// <summary>What is captured from now on is hidden. Paused already: nothing.</summary>
    /// <exception cref="RecorderException">recorder_idle, pauses_too_many.</exception>
    public Task PauseAsync(CancellationToken cancellationToken) => SetPausedAsync(true, cancellationToken);

    /// <exception cref="RecorderException">recorder_idle.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken) => SetPausedAsync(false, cancellationToken);

    /// <summary>Privacy: hides like a pause, and stays on when a recording starts or ends.</summary>
    public Task CoverAsync(bool on, CancellationToken cancellationToken) => DoAsync(() =>
    {
        if (_covered == on) return Task.FromResult(0);
        if (_active is { } active) Turn(active, active.Paused || on);
        _journal.Covered = on;
        _covered = on;
        return Task.FromResult(0);
    }, cancellationToken);

    /// <summary>Ends the recording after <paramref name="undo"/> (0 to 60 s), recording on until then. Idle: nothing.</summary>
    /// <exception cref="RecorderException">undo_out_of_range.</exception>
    public Task StopAsync(TimeSpan undo, CancellationToken cancellationToken) => DoAsync(async () =>
    {
        if (undo < TimeSpan.Zero || undo > _longestUndo)
            throw new RecorderException("undo_out_of_range", $"The time for undoing is {undo.TotalSeconds:0.###} s; allowed: 0 to {_longestUndo.TotalSeconds:0} s.");
        if (_active is not { } active) return 0;
        var nowUs = RecordingTimeline.MonotonicUs(_time);
        if (undo == TimeSpan.Zero)
        {
            await EndAsync(nowUs);
            return 0;
        }
        if (active.StopAtUs is not null) return 0;
        _journal.SetStopping(active.Id, true);
        _active = active with { StopAtUs = nowUs + (long)undo.TotalMicroseconds };
        return 0;
    }, cancellationToken);

    /// <exception cref="RecorderException">undo_too_late: nothing is stopping.</exception>
    public Task UndoAsync(CancellationToken cancellationToken) => DoAsync(() =>
    {
        if (_active is not { } active) throw new RecorderException("undo_too_late", "The recording is over already.");
        if (active.StopAtUs is null) return Task.FromResult(0);
        _journal.SetStopping(active.Id, false);
        _active = active with { StopAtUs = null };
        return Task.FromResult(0);
    }, cancellationToken);

    /// <summary>Returns when the recorder has come round to it, after whatever it is doing.</summary>
    public Task AnswerAsync(CancellationToken cancellationToken) => DoAsync(() => Task.FromResult(0), cancellationToken);

    /// <param name="label">At most 200 characters; may be empty.</param>
    /// <exception cref="RecorderException">recorder_idle, label_too_long, label_invalid, marks_too_many.</exception>
    public Task MarkAsync(string label, CancellationToken cancellationToken) => DoAsync(() =>
    {
        RecordingText.Require(label, "label");
        var active = RequireActive();
        _journal.AddMark(active.Id, active.Timeline.NowUs(_time) / 1000, label);
        return Task.FromResult(0);
    }, cancellationToken);

    /// <summary>Moves the planned end; without one, it is set this far from now. 1 to 240 minutes.</summary>
    /// <exception cref="RecorderException">recorder_idle, minutes_out_of_range.</exception>
    public Task ExtendAsync(int minutes, CancellationToken cancellationToken) => DoAsync(() =>
    {
        if (minutes is < 1 or > 240) throw new RecorderException("minutes_out_of_range", $"The lesson is to be extended by {minutes} minutes; allowed: 1 to 240.");
        var active = RequireActive();
        var endUs = Math.Max(active.PlannedEndUs ?? 0, active.Timeline.NowUs(_time)) + (long)TimeSpan.FromMinutes(minutes).TotalMicroseconds;
        _active = active with { PlannedEndUs = endUs };
        _journal.SetPlannedEnd(active.Id, active.Timeline.At(endUs).ToUnixTimeMilliseconds());
        return Task.FromResult(0);
    }, cancellationToken);

    /// <summary>Makes sources warm for a while, e.g. while the panel is awake or before a lesson.</summary>
    public void WarmUp(TimeSpan duration) => _captures.WarmUp(duration);

    /// <summary>The agent ends: what was captured is put on disk; a recording that runs goes on at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_active is { } active) await Task.WhenAll(active.Parts.Select(part => part.Recording.DisposeAsync().AsTask()));
        _active = null;
        _gate.Dispose();
    }

    /// <summary>Goes on with a recording that ran when the agent last ended.</summary>
    internal Task ContinueAsync(RunningRecording running, ResumedTimeline resumed, CancellationToken cancellationToken) => DoAsync(() =>
    {
        var timeline = resumed.Timeline;
        var captures = _captures.Current.Where(c => running.Sources.Contains(c.Source.Name)).ToList();
        DateTimeOffset? plannedEnd = running.Start.PlannedEndMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
        Begin(timeline, captures, new StartRecordingRequest(running.Start.Title, running.Start.Teacher, null, plannedEnd, running.Start.Lesson), running.Paused);
        _active = _active! with { Blind = resumed.Blind };
        LogContinued(timeline.RecordingId, captures.Count);
        return Task.FromResult(0);
    }, cancellationToken);

    /// <summary>Ends what is due. Returns how long nothing will be.</summary>
    internal Task<TimeSpan> EndDueAsync(CancellationToken cancellationToken) => DoAsync(async () =>
    {
        if (_active is not { } active) return TimeSpan.MaxValue;
        var nowUs = RecordingTimeline.MonotonicUs(_time);
        if (active.Blind is { } blind && _clock.TrueNow(_time.GetUtcNow()) is { } trueNow)
        {
            if (blind.WasWrong(trueNow, nowUs, _options))
            {
                LogStale(active.Id);
                await EndAsync(nowUs);
                return TimeSpan.MaxValue;
            }
            _active = active = active with { Blind = null };
        }
        var dueInUs = RecordingEnd.DueInUs(active, _options, nowUs);
        if (dueInUs > 0) return TimeSpan.FromMicroseconds(dueInUs);
        await EndAsync(nowUs);
        return TimeSpan.MaxValue;
    }, cancellationToken, raise: false);

    private RecorderState StateOf(ActiveRecording active) =>
        active.StopAtUs is not null ? RecorderState.Stopping
        : active.Paused || _covered ? RecorderState.Paused
        : active.HasSegments ? RecorderState.Recording
        : RecorderState.Starting;

    private void Begin(RecordingTimeline timeline, IReadOnlyList<SourceCapture> captures, StartRecordingRequest request, bool paused)
    {
        var hidden = paused || _covered;
        var parts = captures.Select(capture =>
            (capture, new SourceRecording(capture.Source, timeline, _folders, _journal, hidden, _disk, Changed.Raise, _time, _logger) { Live = capture.Live })).ToList();
        _active = new ActiveRecording
        {
            Timeline = timeline,
            Title = request.Title ?? "",
            Teacher = request.Teacher ?? "",
            Lesson = request.Lesson ?? LessonTag.None,
            Parts = parts,
            PlannedEndUs = request.PlannedEnd is { } plannedEnd ? timeline.Us(plannedEnd) : null,
            Paused = paused,
        };
        foreach (var (capture, recording) in parts) capture.Attach(recording);
    }

    private async Task EndAsync(long nowUs)
    {
        var active = _active!;
        var endUs = nowUs - active.Timeline.StartMonotonicUs;
        // They stay warm, so that a lesson right after this one loses nothing.
        foreach (var (capture, _) in active.Parts)
        {
            capture.Hold();
            capture.WarmUp(_options.StayWarm);
        }
        await Task.WhenAll(active.Parts.Select(async part =>
        {
            await part.Recording.EndAsync(endUs, _grace);
            part.Capture.Detach(part.Recording);
        }));
        _journal.End(active.Id, active.Timeline.At(endUs).ToUnixTimeMilliseconds(), endUs);
        _active = null;
        LogEnded(active.Id, TimeSpan.FromMicroseconds(endUs));
    }

    private Task SetPausedAsync(bool paused, CancellationToken cancellationToken) => DoAsync(() =>
    {
        var active = RequireActive();
        if (active.Paused == paused) return Task.FromResult(0);
        Turn(active, paused || _covered);
        _journal.SetPaused(active.Id, paused);
        _active = active with { Paused = paused };
        return Task.FromResult(0);
    }, cancellationToken);

    private void Turn(ActiveRecording active, bool hidden)
    {
        var atUs = active.Timeline.NowUs(_time);
        _journal.SetHidden(active.Id, atUs, hidden);
        foreach (var (_, recording) in active.Parts) recording.Turn(atUs, hidden);
    }

    private List<SourceCapture> Choose(IReadOnlyList<string>? names)
    {
        var all = _captures.Current;
        var unknown = names?.FirstOrDefault(name => all.All(c => c.Source.Name != name));
        if (unknown is not null)
            throw new RecorderException("source_unknown", $"There is no source \"{unknown}\"; allowed: {string.Join(", ", all.Select(c => c.Source.Name))}.");
        var chosen = names is null or [] ? all.ToList() : all.Where(c => names.Contains(c.Source.Name)).ToList();
        return chosen.Count > 0 ? chosen : throw new RecorderException("sources_none", "This room has no sources yet; an installer adds them on the panel.");
    }

    private ActiveRecording RequireActive() => _active ?? throw new RecorderException("recorder_idle", "Nothing is being recorded.");

    private async Task<T> DoAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken, bool raise = true)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            _gate.Release();
            if (raise) Changed.Raise();
        }
    }
}
