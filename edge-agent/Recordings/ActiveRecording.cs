namespace Tongtang.EdgeAgent.Recordings;

/// <summary>The recording that runs. Replaced as a whole when something about it changes; what it leaves on disk is in <see cref="Parts"/>.</summary>
internal sealed record ActiveRecording
{
    public required RecordingTimeline Timeline { get; init; }

    public required string Title { get; init; }

    public required string Teacher { get; init; }

    public required LessonTag Lesson { get; init; }

    /// <summary>One for each source that is recorded.</summary>
    public required IReadOnlyList<(SourceCapture Capture, SourceRecording Recording)> Parts { get; init; }

    /// <summary>Media time, so that a wall clock that is stepped in mid-lesson moves it nowhere; null: none.</summary>
    public long? PlannedEndUs { get; init; }

    /// <summary>It goes on though nobody could tell how long it had been down; null: somebody could.</summary>
    public BlindResume? Blind { get; init; }

    public bool Paused { get; init; }

    /// <summary>While stopping: the monotonic time at which it is over.</summary>
    public long? StopAtUs { get; init; }

    public string Id => Timeline.RecordingId;

    public bool HasSegments => Parts.Any(part => part.Recording.Writer.Finished > 0);
}

/// <summary>When a recording ends by itself. Pure.</summary>
internal static class RecordingEnd
{
    /// <summary>Microseconds until it is over; zero or less: now.</summary>
    public static long DueInUs(ActiveRecording active, RecordingOptions options, long monotonicUs)
    {
        if (active.StopAtUs is { } stopAtUs) return stopAtUs - monotonicUs;
        var endUs = active.PlannedEndUs + (long)options.Overrun.TotalMicroseconds ?? (long)options.LongestLesson.TotalMicroseconds;
        return active.Timeline.StartMonotonicUs + endUs - monotonicUs;
    }
}
