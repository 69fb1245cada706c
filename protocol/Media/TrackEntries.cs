namespace Tongtang.Protocol.Media;

/// <summary>
/// A track's segments in order of number, up to the first hole while the recording runs; holes that were declared lost
/// (or, when all is over, any) become gaps.
/// </summary>
internal static class TrackEntries
{
    // A gap's length is known only from its neighbours; at the very end of a track not even from those.
    private static readonly TimeSpan _usual = TimeSpan.FromSeconds(HlsMediaPlaylist.TargetDurationSeconds);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(2.48);

    public static List<ViewItem> Of(TrackIndex track, bool ended)
    {
        var entries = new List<ViewItem>(track.Segments.Count);
        IndexedSegment? before = null;
        foreach (var segment in track.Tail?.Behind(track.Segments) ?? track.Segments)
        {
            var next = before is null ? 0 : before.Value.Number + 1;
            if (!ended && !Covered(track, next, segment.Number))
                return entries;
            if (before is { } known)
                AddGaps(entries, track, known, segment);
            entries.Add(new ViewItem(ViewItemKind.Media, segment.Epoch, segment.Number, segment.Start, segment.End)
            {
                NewEpoch = before is not null && before.Value.Epoch != segment.Epoch,
                Independent = segment.Independent,
                Open = segment.Open,
            });
            before = segment;
        }

        return entries;
    }

    /// <summary>All numbers from <paramref name="from"/> up to the next stored one are hidden or lost.</summary>
    private static bool Covered(TrackIndex track, int from, int to)
    {
        for (var number = from; number < to;)
        {
            var range = track.Hidden.Concat(track.Lost).FirstOrDefault(range => range.First <= number && number <= range.Last, new NumberRange(-1, -1));
            if (range.Last < 0)
                return false;
            number = range.Last + 1;
        }

        return true;
    }

    /// <summary>
    /// Gaps for the lost numbers between two stored segments. Beside hidden numbers or across a restart nobody knows
    /// where they lay; the view then fills what is open.
    /// </summary>
    private static void AddGaps(List<ViewItem> entries, TrackIndex track, IndexedSegment before, IndexedSegment after)
    {
        var count = after.Number - before.Number - 1;
        if (count <= 0 || before.Epoch != after.Epoch || track.Hidden.Any(range => range.First < after.Number && range.Last > before.Number))
            return;
        var each = (after.Start - before.End) / count;
        if (each <= TimeSpan.Zero)
            return;
        each = each < _longest ? each : _usual;
        for (var i = 0; i < count; i++)
        {
            var start = before.End + (each * i);
            entries.Add(new ViewItem(ViewItemKind.Gap, before.Epoch, before.Number + 1 + i, start, start + each));
        }
    }
}
