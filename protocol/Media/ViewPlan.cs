namespace Tongtang.Protocol.Media;

/// <param name="Entries">What may be listed.</param>
/// <param name="FillUntil">While the recording runs, how far an absent source may be filled; pauses not counted.</param>
/// <param name="Fillable">Its holes can be filled.</param>
/// <param name="KnownStretch">The last stretch between pauses from which something is stored, listed or not.</param>
internal sealed record PlannedTrack(List<ViewItem> Entries, TimeSpan FillUntil, bool Fillable, int KnownStretch)
{
    public List<ViewItem> Items { get; } = [];
}

/// <summary>The time between two pauses: its number, media times, and where it begins in each track's items.</summary>
internal sealed record PlannedStretch(int Number, TimeSpan Start, TimeSpan End, int[] From);

/// <summary>Puts the two tracks of a view side by side: between pauses, without holes, with the same discontinuities.</summary>
internal sealed class ViewPlan(ViewIndex view, PlannedTrack? video, PlannedTrack? audio)
{
    private static readonly TimeSpan _piece = TimeSpan.FromSeconds(HlsMediaPlaylist.TargetDurationSeconds);

    // Players play over a hole this small (hls.js: maxBufferHole 0.1 s).
    private static readonly TimeSpan _hole = TimeSpan.FromMilliseconds(100);

    // Picture and sound never end on the same sample; only a tail that one would notice is filled.
    private static readonly TimeSpan _tail = TimeSpan.FromMilliseconds(250);

    private readonly PlannedTrack[] _tracks = [.. new[] { video, audio }.OfType<PlannedTrack>().Where(track => track.Entries.Count > 0)];

    private readonly List<PlannedStretch> _stretches = [];

    public IReadOnlyList<ViewItem>? VideoItems => video?.Items;

    public IReadOnlyList<ViewItem>? AudioItems => audio?.Items;

    public IReadOnlyList<PlannedStretch> Stretches => _stretches;

    public void Fill()
    {
        var last = _tracks.Length == 0 ? -1 : _tracks.Max(track => Stretch(track.Entries[^1]));
        for (var stretch = 0; stretch <= last; stretch++)
        {
            var entries = _tracks.Select(track => track.Entries.Where(entry => Stretch(entry) == stretch).ToList()).ToArray();
            if (entries.All(list => list.Count == 0))
                continue;
            var start = entries.Where(list => list.Count > 0).Min(list => list[0].Start);
            var end = entries.Where(list => list.Count > 0).Max(list => list[^1].End);
            _stretches.Add(new PlannedStretch(stretch, start, end, [.. _tracks.Select(track => track.Items.Count)]));
            var over = view.Ended || stretch < last;
            for (var i = 0; i < _tracks.Length; i++)
                FillStretch(_tracks[i], entries[i], start, end, over);
        }
    }

    /// <summary>Marks the discontinuities: every stretch but the first begins with one, every new capture too, in both tracks.</summary>
    public void Break()
    {
        for (var stretch = 0; stretch < _stretches.Count; stretch++)
        {
            var (number, _, end, from) = _stretches[stretch];
            var to = stretch + 1 < _stretches.Count ? _stretches[stretch + 1].From : [.. _tracks.Select(track => track.Items.Count)];
            for (var i = 0; i < _tracks.Length; i++)
            {
                if (stretch > 0 && from[i] < to[i])
                    _tracks[i].Items[from[i]].Discontinuity = true;
            }

            var over = view.Ended || stretch + 1 < _stretches.Count;
            BreakStretch(from, to, [.. _tracks.Select((track, i) => over || (number < track.KnownStretch && !IsTailOpen(track, to[i], end)))]);
        }
    }

    /// <summary>The track goes on after a pause, but how it ends before it is a fill that is yet to come: the break may belong there.</summary>
    private static bool IsTailOpen(PlannedTrack track, int to, TimeSpan end) => track.Fillable && to > 0 && end - track.Items[to - 1].End > _tail;

    /// <summary>How many hidden times lie before this entry.</summary>
    private int Stretch(ViewItem entry) => BreakPlaces.Stretch(view, entry);

    private void FillStretch(PlannedTrack track, List<ViewItem> entries, TimeSpan start, TimeSpan end, bool over)
    {
        var cursor = start;
        foreach (var entry in entries)
        {
            if (entry.Start - cursor > _hole)
                AddFill(track, cursor, entry.Start, over: true);
            track.Items.Add(entry);
            cursor = entry.End;
        }

        var known = track.FillUntil + BreakPlaces.HiddenBefore(view, start);
        var until = over || known > end ? end : known;
        // What is open goes on by itself.
        if (track.Items.Count > 0 && !track.Items[^1].Open && until - cursor > _tail)
            AddFill(track, cursor, until, over);
    }

    /// <summary>
    /// Pieces on a grid from <paramref name="from"/>; the last, shorter one only when it is known where the hole ends, so
    /// that what was listed stays.
    /// </summary>
    private static void AddFill(PlannedTrack track, TimeSpan from, TimeSpan to, bool over)
    {
        if (!track.Fillable)
            return;
        var source = Source(track);
        for (; to - from >= _piece; from += _piece)
            track.Items.Add(new ViewItem(ViewItemKind.Fill, source.Epoch, source.Number, from, from + _piece));
        if (over && to - from > _hole)
            track.Items.Add(new ViewItem(ViewItemKind.Fill, source.Epoch, source.Number, from, to));
    }

    /// <summary>The last segment before the hole that has a keyframe; at the very beginning the one behind the hole.</summary>
    private static ViewItem Source(PlannedTrack track)
    {
        var before = track.Items.FindLast(item => item.Kind == ViewItemKind.Media);
        if (before is null)
            return track.Entries.First(entry => entry.Kind == ViewItemKind.Media);
        return track.Items.FindLast(item => item.Kind == ViewItemKind.Media && item.Epoch == before.Epoch && item.Independent) ?? before;
    }

    private void BreakStretch(int[] from, int[] to, bool[] over)
    {
        var breaks = _tracks.Select((track, i) => new Queue<int>(Enumerable.Range(from[i] + 1, Math.Max(0, to[i] - from[i] - 1)).Where(at => track.Items[at].NewEpoch))).ToArray();
        var last = (int[])from.Clone();
        while (breaks.Any(queue => queue.Count > 0))
        {
            var first = Enumerable.Range(0, breaks.Length).Where(i => breaks[i].Count > 0).MinBy(i => _tracks[i].Items[breaks[i].Peek()].Start);
            var own = breaks[first].Dequeue();
            var at = _tracks[first].Items[own].Start;
            var before = _tracks[first].Items.FindLastIndex(own - 1, own, item => item.Kind != ViewItemKind.Fill);
            var away = before >= 0 ? _tracks[first].Items[before].End : at;
            for (var i = 0; i < _tracks.Length; i++)
            {
                var place = i == first ? own : Place(_tracks[i].Items, breaks[i], BreakPlaces.Earliest(away, at), at, last[i] + 1, to[i], over[i]);
                if (place is null)
                    continue;
                _tracks[i].Items[place.Value].Discontinuity = true;
                last[i] = place.Value;
            }
        }
    }

    /// <summary>
    /// Where the discontinuity of the other track belongs in this one: the first stored segment from about there on, or the
    /// fill there when that is far, or, when the stretch is over, its last; and if this track breaks before that itself, there.
    /// </summary>
    private static int? Place(List<ViewItem> items, Queue<int> breaks, TimeSpan earliest, TimeSpan at, int first, int end, bool over)
    {
        int? fill = null, place = null;
        for (var i = first; i < end && place is null; i++)
        {
            if (items[i].Start < earliest)
                continue;
            if (items[i].Kind == ViewItemKind.Fill)
                fill ??= i;
            else
                place = items[i].Start <= at + BreakPlaces.Near || fill is null ? i : fill;
        }

        place ??= fill ?? (over && first < end ? end - 1 : null);
        return place is not null && breaks.Count > 0 && breaks.Peek() <= place ? breaks.Dequeue() : place;
    }
}
