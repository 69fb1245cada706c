using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.Protocol.Playback;

/// <summary>What may be played of one track: stored, and not hidden.</summary>
public sealed class PlayableTrack
{
    private readonly IndexedSegment[] _segments;

    private PlayableTrack(Track track, IndexedSegment[] visible, List<NumberRange> hidden)
    {
        _segments = visible;
        (Codec, Width, Height) = (track.Codec, (int)track.Width, (int)track.Height);
        Inits = track.Epochs.ToDictionary(epoch => (int)epoch.Number, epoch => epoch.InitSegment.Memory);
        Index = new TrackIndex
        {
            Name = track.Name,
            Kind = track.Kind == TrackKind.Video ? MediaKind.Video : MediaKind.Audio,
            Segments = visible,
            Hidden = hidden,
            Lost = [.. track.Lost.Select(Range)],
            Fillable = Inits.Values.All(CanFill),
        };
    }

    public TrackIndex Index { get; }

    /// <summary>RFC 6381.</summary>
    public string Codec { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Epoch → ftyp and moov.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> Inits { get; }

    /// <summary>Null: there is none of this epoch and number that may be played.</summary>
    public IndexedSegment? Find(int epoch, int number)
    {
        var (low, high) = (0, _segments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_segments[middle].Number < number) low = middle + 1;
            else high = middle;
        }
        return low < _segments.Length && _segments[low].Number == number && _segments[low].Epoch == epoch ? _segments[low] : null;
    }

    /// <param name="stored">By number.</param>
    /// <param name="hidden">Times that nobody may see, whatever the track's own list says: a span may be hidden after its segments were stored.</param>
    internal static PlayableTrack Of(Track track, IReadOnlyList<IndexedSegment> stored, IReadOnlyList<HiddenTime> hidden)
    {
        var ranges = track.Hidden.Select(Range).ToList();
        var visible = new List<IndexedSegment>(stored.Count);
        foreach (var segment in stored)
        {
            if (ranges.Exists(range => range.First <= segment.Number && segment.Number <= range.Last)) continue;
            if (IsHidden(segment, hidden)) Add(ranges, segment.Number);
            else visible.Add(segment);
        }
        return new PlayableTrack(track, [.. visible], ranges);
    }

    /// <summary>Segments are cut where a pause begins and ends; the middle tells the side whatever was rounded.</summary>
    private static bool IsHidden(IndexedSegment segment, IReadOnlyList<HiddenTime> hidden)
    {
        var middle = segment.Start + (segment.Duration / 2);
        return hidden.Any(span => span.From <= middle && (span.To is null || middle < span.To));
    }

    private static void Add(List<NumberRange> ranges, int number)
    {
        if (ranges.Count > 0 && ranges[^1].Last == number - 1) ranges[^1] = ranges[^1] with { Last = number };
        else ranges.Add(new NumberRange(number, number));
    }

    private static NumberRange Range(SegmentRange range) => new((int)range.First, (int)range.Last);

    private static bool CanFill(ReadOnlyMemory<byte> init)
    {
        try
        {
            return FillSegment.CanFill(InitSegment.Parse(init).Tracks[0]);
        }
        catch (MediaFormatException)
        {
            // One that we cannot read may still play, where its players can.
            return false;
        }
    }
}
