namespace Tongtang.EdgeAgent.Recordings;

/// <param name="Blind">Not null when nobody could tell how long the recording had been down.</param>
internal sealed record ResumedTimeline(RecordingTimeline Timeline, BlindResume? Blind = null);

/// <summary>Whether a recording that a crash or a power cut ended goes on, and where on its timeline. Pure.</summary>
internal static class ResumeDecision
{
    /// <summary>After a cut the media's end is known to a segment; the new epoch must lie behind it.</summary>
    private const long AfterMediaUs = 500_000;

    /// <summary>Null: it is over.</summary>
    /// <param name="clockKnown">Whether the machine's clock is to be believed now.</param>
    public static ResumedTimeline? Decide(RunningRecording running, string bootId, long monotonicUs, DateTimeOffset utcNow, bool clockKnown, RecordingOptions options)
    {
        if (running.Stopping) return null;
        var start = running.Start;
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(start.StartedAtMs);
        var sameBoot = start.BootId == bootId;
        var startMonotonicUs = sameBoot ? start.StartedMonotonicUs : monotonicUs - (long)(utcNow - startedAt).TotalMicroseconds;
        var downUs = monotonicUs - startMonotonicUs - running.MediaEndUs;
        var believable = sameBoot || (clockKnown && start.ClockKnown && downUs >= 0);
        if (believable) return GoesOn(start, downUs, monotonicUs - startMonotonicUs, options)
            ? new ResumedTimeline(new RecordingTimeline(start.Id, startedAt, Math.Min(startMonotonicUs, monotonicUs - running.MediaEndUs)))
            : null;
        // A machine that has just booted was most likely switched off by accident.
        if (monotonicUs > options.ResumeWithin.TotalMicroseconds) return null;
        var timeline = new RecordingTimeline(start.Id, startedAt, monotonicUs - running.MediaEndUs - AfterMediaUs);
        var startWasKnown = start.ClockKnown || start.ClockOffsetMs != 0;
        return new ResumedTimeline(timeline, startWasKnown ? new BlindResume(running, monotonicUs) : null);
    }

    /// <param name="placeUs">Media time that it would go on at.</param>
    public static bool GoesOn(RecordingStart start, long downUs, long placeUs, RecordingOptions options)
    {
        var soon = downUs < options.ResumeWithin.TotalMicroseconds;
        if (start.PlannedEndMs is not { } plannedEndMs) return soon;
        var leftUs = ((plannedEndMs - start.StartedAtMs) * 1000) - placeUs;
        return leftUs > 0 || (soon && leftUs + options.Overrun.TotalMicroseconds > 0);
    }
}

/// <summary>A recording went on while nobody knew the time. When somebody does, it shows whether that was right. Pure.</summary>
/// <param name="ResumedUs">Monotonic.</param>
internal sealed record BlindResume(RunningRecording Running, long ResumedUs)
{
    /// <summary>It had been over for long, e.g. a machine without a clock was switched on the next morning.</summary>
    public bool WasWrong(DateTimeOffset trueNow, long monotonicUs, RecordingOptions options)
    {
        var start = Running.Start;
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(start.StartedAtMs + start.ClockOffsetMs);
        var placeUs = (long)(trueNow - startedAt).TotalMicroseconds - (monotonicUs - ResumedUs);
        return !ResumeDecision.GoesOn(start, placeUs - Running.MediaEndUs, placeUs, options);
    }
}
