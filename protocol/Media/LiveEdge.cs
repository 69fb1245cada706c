using System.Globalization;

namespace Tongtang.Protocol.Media;

/// <summary>The end of a running view's playlists: the parts, what comes next, and how far the other playlist is.</summary>
internal static class LiveEdge
{
    // Ticks of a track are rounded to microseconds.
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Relative to <c>/media/{recording}/{view}/</c>.</summary>
    public static string PartUri(string track, int epoch, int segment, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"../tracks/{track}/{epoch}/parts/{segment}-{part}.m4s");

    /// <summary>Gives the newest segments their parts.</summary>
    /// <param name="track">Null: none are listed.</param>
    public static IReadOnlyList<HlsSegment> WithParts(HlsSegment[] segments, IReadOnlyList<ViewItem> items, TrackIndex? track)
    {
        if (track?.Tail is not { } tail) return segments;
        for (var at = Math.Max(0, segments.Length - HlsLowLatency.SegmentsWithParts); at < segments.Length; at++)
        {
            if (items[at].Kind != ViewItemKind.Media || !tail.Parts.TryGetValue(items[at].Number, out var parts)) continue;
            segments[at] = segments[at] with { Parts = [.. Whole(items[at], parts, tail.PartTarget).Select((part, index) => Part(track.Name, items[at], part, index))] };
        }
        return segments;
    }

    public static HlsMediaPlaylist? Follow(HlsMediaPlaylist? playlist, TrackIndex? track, IReadOnlyList<ViewItem>? items, HlsMediaPlaylist? other, string otherUri)
    {
        if (playlist is null || track is null || items is null) return playlist;
        return playlist with
        {
            LowLatency = new HlsLowLatency
            {
                PartTarget = track.Tail?.PartTarget,
                HintUri = track.Tail is null ? null : Hint(track.Name, items, playlist.Segments),
                Reports = other is null ? [] : Report(other, otherUri),
            },
        };
    }

    /// <summary>A stored segment is whole though some of its parts never came: those are gaps.</summary>
    private static IEnumerable<IndexedPart> Whole(ViewItem item, IReadOnlyList<IndexedPart> parts, TimeSpan target)
    {
        foreach (var part in parts) yield return part;
        if (item.Open) yield break;
        for (var from = parts.Count == 0 ? item.Start : parts[^1].End; item.End - from > s_rounding; from += target)
            yield return new IndexedPart(from, item.End - from < target ? item.End - from : target, Independent: false, Gap: true);
    }

    private static HlsPart Part(string track, ViewItem item, IndexedPart part, int index) =>
        new(PartUri(track, item.Epoch, item.Number, index), part.Duration, part.Independent, part.Gap);

    /// <summary>The next part of the open segment, or the first one of the next.</summary>
    private static string? Hint(string track, IReadOnlyList<ViewItem> items, IReadOnlyList<HlsSegment> segments)
    {
        for (var at = items.Count - 1; at >= 0; at--)
        {
            if (items[at].Kind != ViewItemKind.Media) continue;
            return items[at].Open ? PartUri(track, items[at].Epoch, items[at].Number, segments[at].Parts.Count) : PartUri(track, items[at].Epoch, items[at].Number + 1, 0);
        }
        return null;
    }

    /// <summary>Its last part is counted as the playlist itself lists it.</summary>
    private static IReadOnlyList<HlsReport> Report(HlsMediaPlaylist other, string uri) =>
        other.Segments.Count == 0 ? [] : [new HlsReport(uri, new HlsPosition(other.Segments.Count - 1, other.Segments[^1].Parts.Count == 0 ? null : other.Segments[^1].Parts.Count - 1))];
}
