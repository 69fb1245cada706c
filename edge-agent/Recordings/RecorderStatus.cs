using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Recordings;

internal enum RecorderState
{
    Idle,

    /// <summary>Started, and no source has put anything on disk yet.</summary>
    Starting,

    Recording,

    /// <summary>Captures on, but what it captures is hidden: paused or covered.</summary>
    Paused,

    /// <summary>Stop was pressed and can still be undone; it records on.</summary>
    Stopping,
}

internal enum SourceState
{
    /// <summary>Not captured now.</summary>
    Cold,

    /// <summary>Captured into a short ring, not recorded.</summary>
    Warm,

    Recording,

    /// <summary>Wanted, but it does not deliver; it is being retried.</summary>
    Lost,
}

/// <summary>One moment of one source.</summary>
/// <param name="Bytes">Captured in this recording.</param>
/// <param name="LastFrameAt">UTC; null before the first.</param>
/// <param name="Problem">What is wrong with it, one English sentence without any secret; empty: nothing.</param>
/// <param name="ProblemCode">The same, stable, for pages to translate.</param>
internal sealed record SourceStatus(
    string Name,
    SourceRole Role,
    SourceState State,
    long Bytes,
    DateTimeOffset? LastFrameAt,
    string Problem,
    string ProblemCode)
{
    /// <summary>It was announced with sound, whether or not any has come.</summary>
    public bool ExpectsSound { get; init; }
}

/// <summary>One moment of the recorder. Immutable; ask again after <see cref="Recorder.Changed"/>.</summary>
internal sealed record RecorderStatus
{
    public required RecorderState State { get; init; }

    /// <summary>Null while idle, as everything that belongs to a recording.</summary>
    public string? RecordingId { get; init; }

    public string Title { get; init; } = "";

    public string Teacher { get; init; } = "";

    public LessonTag Lesson { get; init; } = LessonTag.None;

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Since the start, by the monotonic clock, pauses counted.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>By the clock that <see cref="StartedAt"/> was read from, which may have been wrong.</summary>
    public DateTimeOffset? PlannedEnd { get; init; }

    /// <summary>Until the planned end, by the monotonic clock; negative when it is past.</summary>
    public TimeSpan? UntilPlannedEnd { get; init; }

    /// <summary>While stopping: until when it can be undone.</summary>
    public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>Pictures and sound are hidden for privacy; kept over the end of a recording.</summary>
    public bool Covered { get; init; }

    public IReadOnlyList<SourceStatus> Sources { get; init; } = [];
}

/// <param name="Title">At most 200 characters; null: none.</param>
/// <param name="Teacher">At most 200 characters.</param>
/// <param name="Sources">Names; null or empty: all.</param>
/// <param name="PlannedEnd">UTC; null: none.</param>
/// <param name="Lesson">Null: none.</param>
internal sealed record StartRecordingRequest(
    string? Title = null,
    string? Teacher = null,
    IReadOnlyList<string>? Sources = null,
    DateTimeOffset? PlannedEnd = null,
    LessonTag? Lesson = null);

/// <param name="RecordingId">32 lower-case hex digits.</param>
/// <param name="AlreadyRunning">True when the recording was there before this call.</param>
internal sealed record StartOutcome(string RecordingId, bool AlreadyRunning);

/// <summary>
/// The recorder says no. Codes: <c>recorder_idle</c>, <c>recorder_busy</c>, <c>source_unknown</c>, <c>sources_none</c>,
/// <c>title_too_long</c>, <c>teacher_too_long</c>, <c>label_too_long</c>, <c>planned_end_past</c>, <c>minutes_out_of_range</c>,
/// <c>undo_out_of_range</c>, <c>undo_too_late</c>, <c>storage_full</c>, <c>recording_unknown</c>, <c>recording_running</c>, <c>hidden_span_unknown</c>,
/// <c>hidden_span_open</c>, <c>hidden_span_restored</c>, <c>hidden_span_discarded</c>.
/// </summary>
internal sealed class RecorderException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
