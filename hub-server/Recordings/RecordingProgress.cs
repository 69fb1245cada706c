using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>How much of a recording is here. Pure: from what was declared and what is stored.</summary>
internal sealed record RecordingProgress
{
    /// <summary>Segments here that may be shown.</summary>
    public required long Stored { get; init; }

    /// <summary>Those, and what is known to be still missing.</summary>
    public required long Expected { get; init; }

    public required string State { get; init; }

    /// <summary>Length on the recording's own clock, less what is hidden.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Per track what must still come.</summary>
    public required IReadOnlyList<TrackMissing> Missing { get; init; }

    public static RecordingProgress Of(RecordingPlan plan, IReadOnlyDictionary<string, StoredTrack> stored)
    {
        var missing = new List<TrackMissing>();
        long here = 0, absent = 0;
        foreach (var track in plan.Tracks.Values)
        {
            var held = stored.TryGetValue(track.Name, out var found) ? found.Numbers : new NumberSet();
            here += CountVisible(held, track.Hidden);
            var spans = MissingOf(track, held);
            absent += spans.Sum(span => span.Count);
            if (spans.Count > 0) missing.Add(new TrackMissing { Track = track.Name, Numbers = { NumberSet.ToRanges(spans) } });
        }
        return new RecordingProgress
        {
            Stored = here,
            Expected = here + absent,
            State = RecordingStates.Stored(plan.Closed, here, absent),
            DurationMs = Duration(plan, stored.Values),
            Missing = missing,
        };
    }

    /// <summary>What must still come below the track's end: its total once closed, until then the highest number seen.</summary>
    public static IReadOnlyList<NumberSpan> MissingOf(TrackPlan track, NumberSet stored)
    {
        var covered = stored.Copy();
        covered.Add(track.Hidden);
        covered.Add(track.Lost);
        return covered.Missing(track.Total ?? stored.End).ToList();
    }

    public static long CountVisible(NumberSet stored, NumberSet hidden)
    {
        if (hidden.Spans.Count == 0) return stored.Count;
        var either = stored.Copy();
        either.Add(hidden);
        return either.Count - hidden.Count;
    }

    /// <summary>
    /// From the first sample of any track to the end of the last, which is wall time: media times count from the start of
    /// the recording through all restarts. Summing segments instead would lose the holes.
    /// </summary>
    private static long Duration(RecordingPlan plan, IEnumerable<StoredTrack> stored)
    {
        var (start, end) = (long.MaxValue, long.MinValue);
        foreach (var track in stored.Where(track => track.Numbers.Count > 0))
        {
            start = Math.Min(start, track.StartUs);
            end = Math.Max(end, track.EndUs);
        }
        if (end <= start) return 0;
        var hidden = plan.Description?.HiddenSpans
            .Where(span => span.State is HiddenState.Hidden or HiddenState.Discarded)
            .Sum(span => Overlap(span, start, end)) ?? 0;
        return Math.Max(0, end - start - hidden) / 1000;
    }

    private static long Overlap(HiddenSpan span, long startUs, long endUs)
    {
        var from = Math.Max(span.FromMs * 1000, startUs);
        var to = span.ToMs == 0 ? endUs : Math.Min(span.ToMs * 1000, endUs);
        return Math.Max(0, to - from);
    }
}

/// <summary>What the hub holds of one track; changed only under the recording's lock.</summary>
internal sealed class StoredTrack
{
    public NumberSet Numbers { get; } = new();

    /// <summary>Media time of the earliest sample and of the end of the latest, microseconds.</summary>
    public long StartUs { get; set; } = long.MaxValue;

    public long EndUs { get; set; } = long.MinValue;

    public void Add(long number, long mediaTimeUs, long durationUs)
    {
        Numbers.Add(number, number);
        StartUs = Math.Min(StartUs, mediaTimeUs);
        EndUs = Math.Max(EndUs, mediaTimeUs + durationUs);
    }
}
