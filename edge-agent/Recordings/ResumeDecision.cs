namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Whether a recording that a crash or a power cut ended goes on, and where on its timeline. Pure.</summary>
internal static class ResumeDecision
{
    /// <summary>After a cut the media's end is known to a segment; the new epoch must lie behind it.</summary>
    private const long AfterMediaUs = 500_000;

    /// <summary>Null: it is over.</summary>
    /// <param name="clockKnown">Whether the machine's clock is to be believed now.</param>
    public static RecordingTimeline? Decide(RunningRecording running, string bootId, long monotonicUs, DateTimeOffset utcNow, bool clockKnown, RecordingOptions options)
    {
        if (running.Stopping) return null;
        var start = running.Start;
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(start.StartedAtMs);
        var sameBoot = start.BootId == bootId;
        var startMonotonicUs = sameBoot ? start.StartedMonotonicUs : monotonicUs - (long)(utcNow - startedAt).TotalMicroseconds;
        var downUs = monotonicUs - startMonotonicUs - running.MediaEndUs;
        var believable = sameBoot || (clockKnown && start.ClockKnown && downUs >= 0);
        if (!believable)
        {
            // Nobody knows how long it was down. A machine that has just booted was most likely switched off by accident.
            if (monotonicUs > options.ResumeWithin.TotalMicroseconds) return null;
            return new RecordingTimeline(start.Id, startedAt, monotonicUs - running.MediaEndUs - AfterMediaUs);
        }
        var goesOn = start.PlannedEndMs is { } plannedEndMs
            ? utcNow.ToUnixTimeMilliseconds() < plannedEndMs || downUs < options.ResumeWithin.TotalMicroseconds
            : downUs < options.ResumeWithin.TotalMicroseconds;
        if (!goesOn) return null;
        return new RecordingTimeline(start.Id, startedAt, Math.Min(startMonotonicUs, monotonicUs - running.MediaEndUs));
    }
}
