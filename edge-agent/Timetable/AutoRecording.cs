using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>
/// Keeps the timetable on the disk, and records lessons by it where the hub wants that: told two minutes before, with
/// warm sources; skipped or put off by whoever is in the room; never over somebody's own recording.
/// </summary>
internal sealed partial class AutoRecording(
    TimetableBoard board, TimetableStore store, HubIdentity identity, Recorder recorder, SceneBoard scenes, LessonBoard linked, TimeProvider time, ILogger<AutoRecording> logger) : BackgroundService, IBeating
{
    private const string By = "timetable";

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Sources go cold a little after they were last wanted.</summary>
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(15);

    /// <summary>A recording that cannot begin is tried again.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private volatile LessonPlan? _plan;
    private volatile string _problem = "";
    private DateTimeOffset _retryAt;

    public ChangeSignal Changed { get; } = new();

    /// <summary>The lesson that is about to be recorded; null: none.</summary>
    public LessonPlan? Pending => board.Known?.Record == true && _plan is { Recorded: false } plan && board.Now is { } now && now < plan.EndsAt ? plan : null;

    /// <summary>Why it does not record though it should, a stable code; empty: nothing.</summary>
    public string Problem => _problem;

    /// <returns>False: no lesson is about to be recorded.</returns>
    public Task<bool> SkipAsync(CancellationToken cancellationToken) => ChangeAsync(plan => plan with { Skipped = true }, cancellationToken);

    /// <returns>False: no lesson is about to be recorded.</returns>
    public Task<bool> DelayAsync(TimeSpan by, CancellationToken cancellationToken) =>
        ChangeAsync(plan => plan with { StartsAt = (board.Now is { } now && now > plan.StartsAt ? now : plan.StartsAt) + by }, cancellationToken);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var (roomId, told, plan) = store.Read();
        if (told is not null && roomId == RoomId)
        {
            board.Take(told, roomId);
            _plan = plan;
        }
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _gate.Dispose();
        base.Dispose();
    }

    private string RoomId => identity.Current?.Enrolled.RoomId ?? "";

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var kept = board.Told;
        while (true)
        {
            Pulse.Within(s_look + Heartbeat.LongestWork);
            var (seen, recorderSeen) = (board.Changed.Version, recorder.Changed.Version);
            if (board.Known is { } known && known.RoomId != RoomId) board.Forget();
            await _gate.WaitAsync(stoppingToken);
            try
            {
                if (!ReferenceEquals(kept, board.Told))
                {
                    kept = board.Told;
                    await KeepAsync(_plan, stoppingToken);
                }
                await FollowAsync(stoppingToken);
            }
            finally
            {
                _gate.Release();
            }
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(board.Changed.WaitAsync(seen, round.Token), recorder.Changed.WaitAsync(recorderSeen, round.Token), Task.Delay(s_look, time, round.Token));
            await round.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (board.Known is not { Record: true } known || board.Now is not { } now)
        {
            _problem = "";
            return;
        }
        var status = recorder.Status;
        if (_plan is { SceneRun: true } over && now >= over.EndsAt && status.State == RecorderState.Idle)
        {
            if (known.EndScene.Length > 0) scenes.TryStart(known.EndScene, By, out _);
            await KeepAsync(over with { SceneRun = false }, cancellationToken);
        }
        var plan = AutoRecordingRules.Follow(_plan, known.Lessons, now);
        if (plan is null) return;
        // Whoever began to record this lesson, it is recorded; who stops it then means it.
        if (status.Lesson.LessonId == plan.LessonId) plan = plan with { Recorded = true };
        if (plan != _plan) await KeepAsync(plan, cancellationToken);
        switch (AutoRecordingRules.Decide(plan, status, now))
        {
            case AutoStep.Notice:
                recorder.WarmUp(s_warm);
                break;
            case AutoStep.StopLastLesson:
                await recorder.StopAsync(TimeSpan.Zero, cancellationToken);
                break;
            case AutoStep.Start when linked.Wanted is null && now >= _retryAt:
                await StartAsync(plan, known, now, cancellationToken);
                break;
            default:
                break;
        }
    }

    private async Task StartAsync(LessonPlan plan, KnownTimetable known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await recorder.StartAsync(board.Fill(new StartRecordingRequest(), plan.LessonId), cancellationToken);
            _problem = "";
            if (outcome.AlreadyRunning) return;
            LogStarted(plan.LessonId, outcome.RecordingId);
        }
        catch (RecorderException refusal)
        {
            (_retryAt, _problem) = (now + s_retry, refusal.Code);
            LogRefused(plan.LessonId, refusal.Code);
            return;
        }
        var runs = known.StartScene.Length > 0 && scenes.TryStart(known.StartScene, By, out _);
        await KeepAsync(plan with { Recorded = true, SceneRun = runs || known.EndScene.Length > 0 }, cancellationToken);
    }

    private async Task<bool> ChangeAsync(Func<LessonPlan, LessonPlan> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Pending is not { Skipped: false } plan) return false;
            await KeepAsync(change(plan), cancellationToken);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>On the disk before anything follows from it.</summary>
    private async Task KeepAsync(LessonPlan? plan, CancellationToken cancellationToken)
    {
        await store.WriteAsync(RoomId, board.Told, plan, cancellationToken);
        _plan = plan;
        Changed.Raise();
    }

    [LoggerMessage(EventId = 3704, Level = LogLevel.Information, Message = "Lesson {LessonId} is recorded by timetable as {RecordingId}")]
    private partial void LogStarted(string lessonId, string recordingId);

    [LoggerMessage(EventId = 3705, Level = LogLevel.Warning, Message = "Lesson {LessonId} cannot be recorded by timetable ({Code}); trying again")]
    private partial void LogRefused(string lessonId, string code);
}
