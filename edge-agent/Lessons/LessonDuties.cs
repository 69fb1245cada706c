using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.V1;
using RecorderState = Tongtang.EdgeAgent.Recordings.RecorderState;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>
/// Sets in motion what a lesson asks of this room, and ends it again: what is received, the recording, a receiver's scenes.
/// Each call looks at how things stand and does what lacks; said twice it does no more than said once. One caller at a time.
/// </summary>
internal sealed partial class LessonDuties(
    Recorder recorder, SceneBoard scenes, Receptions receptions, LessonOptions options, HubClock clock, TimeProvider time, ILogger<LessonDuties> logger)
{
    private const string By = "lesson";

    /// <summary>The recorder ends by itself some minutes after its planned end; a lesson that goes on takes it along.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(1);
    private const int LongerByMinutes = 5;

    /// <summary>A recording that cannot begin is tried again.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(10);

    /// <summary>A lesson has few sources; what comes and goes under ever new names is forgotten.</summary>
    private const int MostCounts = 64;

    private DateTimeOffset _retryAt;

    /// <summary>Why the room does not do all of its part; empty: it does.</summary>
    public (string Code, string Text) Problem { get; private set; } = ("", "");

    public async Task<LessonDoings> FollowAsync(LessonPart part, string roomId, LessonDoings doings, CancellationToken cancellationToken)
    {
        var runs = part.Phase == LessonPhase.Running;
        receptions.Follow(runs ? LessonSources.Wanted(part, roomId) : [], runs, source => doings.Received.GetValueOrDefault(source.Key, new ReceptionTally()));
        receptions.Shown.Wanted = runs && (part.Role == LessonRole.Receiver || receptions.ShowsHost);
        Problem = ("", "");
        if (!runs) return doings;
        if (part.Role == LessonRole.Receiver) doings = RunScene(doings);
        return part.Record ? await RecordAsync(part, doings, cancellationToken) : doings;
    }

    /// <summary>Ends what was set in motion, and nothing else.</summary>
    public async Task EndAsync(LessonDoings doings, CancellationToken cancellationToken)
    {
        receptions.Follow([], counts: false, _ => new ReceptionTally());
        receptions.Shown.Wanted = false;
        Problem = ("", "");
        _retryAt = default;
        if (doings.RecordingId.Length > 0 && recorder.Status.RecordingId == doings.RecordingId) await recorder.StopAsync(TimeSpan.Zero, cancellationToken);
        if (doings is { SceneRun: true, SceneWasOn: false } && options.EndScene.Length > 0) scenes.TryStart(options.EndScene, By, out _);
        LogEnded(doings.LessonId);
    }

    /// <summary>Of each source, as it is now, and as it was of those that are not received any more.</summary>
    public IReadOnlyDictionary<string, ReceptionTally> Counts(LessonDoings doings)
    {
        var counts = receptions.Current.ToDictionary(one => one.Wanted.Key, one => one.Status.Tally, StringComparer.Ordinal);
        foreach (var one in receptions.Before) counts.TryAdd(one.Key, one.Tally);
        foreach (var (source, tally) in doings.Received.Take(MostCounts)) counts.TryAdd(source, tally);
        return counts;
    }

    private LessonDoings RunScene(LessonDoings doings)
    {
        if (doings.SceneRun || options.BeginScene.Length == 0) return doings;
        var wasOn = IsInClass();
        if (!wasOn) scenes.TryStart(options.BeginScene, By, out _);
        return doings with { SceneRun = true, SceneWasOn = wasOn };
    }

    /// <summary>Somebody began the class here before the lesson did, and has not ended it.</summary>
    private bool IsInClass() =>
        scenes.Last.TryGetValue(options.BeginScene, out var begun) && !(scenes.Last.TryGetValue(options.EndScene, out var ended) && ended.StartedAt > begun.StartedAt);

    private async Task<LessonDoings> RecordAsync(LessonPart part, LessonDoings doings, CancellationToken cancellationToken)
    {
        var status = recorder.Status;
        if (doings.RecordingOver) return Stopped(doings);
        if (status.RecordingId is { } running && (running == doings.RecordingId || IsOurs(status, part, doings)))
        {
            await ExtendAsync(status, cancellationToken);
            return doings with { RecordingId = running };
        }
        if (doings.RecordingId.Length > 0) return Stopped(doings);
        if (status.State != RecorderState.Idle)
        {
            Problem = ("recording_other_lesson", "This room records another lesson; this one is shown but not recorded here.");
            return doings;
        }
        return time.GetUtcNow() < _retryAt ? doings : await StartAsync(part, doings, cancellationToken);
    }

    /// <summary>The box went down between beginning to record and keeping that it did.</summary>
    private static bool IsOurs(RecorderStatus status, LessonPart part, LessonDoings doings) =>
        doings.RecordingId.Length == 0 && status.Title == part.Title && status.Teacher == part.Teacher && status.StartedAt >= doings.BegunAt;

    private LessonDoings Stopped(LessonDoings doings)
    {
        Problem = ("recording_stopped", "The recording was ended in this room before the lesson was over.");
        return doings with { RecordingOver = true };
    }

    private async Task<LessonDoings> StartAsync(LessonPart part, LessonDoings doings, CancellationToken cancellationToken)
    {
        var plannedEnd = DateTimeOffset.FromUnixTimeMilliseconds(part.PlannedEndMs) - (clock.Offset ?? TimeSpan.Zero);
        try
        {
            var request = new StartRecordingRequest(part.Title, part.Teacher, PlannedEnd: plannedEnd > time.GetUtcNow() ? plannedEnd : null);
            var outcome = await recorder.StartAsync(request, cancellationToken);
            return doings with { RecordingId = outcome.AlreadyRunning ? "" : outcome.RecordingId };
        }
        catch (RecorderException refusal)
        {
            _retryAt = time.GetUtcNow() + s_retry;
            Problem = (refusal.Code, refusal.Message);
            return doings;
        }
    }

    private async Task ExtendAsync(RecorderStatus status, CancellationToken cancellationToken)
    {
        if (status.UntilPlannedEnd < s_soon) await recorder.ExtendAsync(LongerByMinutes, cancellationToken);
    }

    [LoggerMessage(EventId = 3603, Level = LogLevel.Information, Message = "The room's part in lesson {LessonId} is over")]
    private partial void LogEnded(string lessonId);
}
