namespace Tongtang.Protocol.Media;

/// <summary>A piece of about 0.2 s of a segment. Times count from the start of the recording.</summary>
/// <param name="Independent">Can be decoded without those before it.</param>
/// <param name="Gap">Did not come: its segment has it, this address does not.</param>
public readonly record struct IndexedPart(TimeSpan Start, TimeSpan Duration, bool Independent, bool Gap)
{
    public TimeSpan End => Start + Duration;
}

/// <summary>What is known of a track beyond what is stored, by the parts that came while it is being recorded.</summary>
public sealed record TrackTail
{
    /// <summary>Longest part, as it was settled when the first was seen.</summary>
    public required TimeSpan PartTarget { get; init; }

    /// <summary>By number: those of which every part is here, and last the one that is still open.</summary>
    public required IReadOnlyList<IndexedSegment> Segments { get; init; }

    /// <summary>A segment's number → its parts from the first on, those of stored ones too.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<IndexedPart>> Parts { get; init; }

    /// <summary>Stored segments with those that follow them.</summary>
    internal IReadOnlyList<IndexedSegment> Behind(IReadOnlyList<IndexedSegment> stored)
    {
        var all = new List<IndexedSegment>(stored.Count + Segments.Count);
        all.AddRange(stored);
        foreach (var segment in Segments)
        {
            var at = all.Count;
            while (at > 0 && all[at - 1].Number > segment.Number) at--;
            var known = at > 0 && all[at - 1].Number == segment.Number;
            // What is open is the last, or it will be there by upload.
            if (!known && (!segment.Open || at == all.Count)) all.Insert(at, segment);
        }
        return all;
    }
}
