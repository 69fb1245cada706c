namespace Tongtang.Protocol.Media;

/// <summary>When it is known where a discontinuity of one track belongs in the other.</summary>
internal static class BreakPlaces
{
    /// <summary>Picture and sound of one camera come back this close together.</summary>
    public static readonly TimeSpan Near = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan _before = TimeSpan.FromSeconds(1);

    // Picture and sound end at a pause this close together.
    private static readonly TimeSpan _pauseEdge = TimeSpan.FromMilliseconds(50);

    /// <summary>How many hidden times lie before this entry.</summary>
    public static int Stretch(ViewIndex view, ViewItem entry) =>
        view.Hidden.Count(hidden => hidden.To is { } to && hidden.From + ((to - hidden.From) / 2) <= entry.Start);

    /// <summary>How much was hidden before this time; a pause in progress hides nothing yet.</summary>
    public static TimeSpan HiddenBefore(ViewIndex view, TimeSpan time) =>
        view.Hidden.Aggregate(TimeSpan.Zero, (sum, hidden) => hidden.To is { } to && hidden.From + ((to - hidden.From) / 2) <= time ? sum + (to - hidden.From) : sum);

    /// <summary>A media time without the pauses before it: by how much one track is behind another is not a matter of pauses.</summary>
    public static TimeSpan Visible(ViewIndex view, TimeSpan time) => time - HiddenBefore(view, time);

    /// <summary>
    /// How far the other track must be known before this entry is listed: to its start, but to its end for the last one
    /// before a pause, because a break of the other that comes later has no other place in this one. One that
    /// is a break itself is not held back: the other track waits for it.
    /// </summary>
    public static TimeSpan KnownFrom(ViewIndex view, ViewItem entry) =>
        !entry.NewEpoch && view.Hidden.Any(hidden => (hidden.From - entry.End).Duration() <= _pauseEdge) ? entry.End - _pauseEdge : entry.Start;

    /// <summary>The other track's segments before this may be listed already.</summary>
    /// <param name="away">When the source went away.</param>
    /// <param name="back">When it was back.</param>
    public static TimeSpan Earliest(TimeSpan away, TimeSpan back) => away > back - _before ? away : back - _before;

    /// <summary>
    /// The entries up to the first new capture whose discontinuity cannot be placed in the other track yet. It can when the
    /// other has a segment from there on, has gone past a pause, or is away itself.
    /// </summary>
    public static List<ViewItem> Decided(ViewIndex view, List<ViewItem> own, List<ViewItem> other)
    {
        if (own.Count == 0 || other.Count == 0 || Visible(view, own[^1].End) - Visible(view, other[^1].End) > ViewPlaylists.Patience)
            return own;
        for (var i = 1; i < own.Count; i++)
        {
            if (own[i].NewEpoch && other[^1].Start < Earliest(own[i - 1].End, own[i].Start) && Stretch(view, other[^1]) <= Stretch(view, own[i]))
                return own[..i];
        }

        return own;
    }
}
