namespace Tongtang.Protocol.Media;

/// <summary>What a stored segment holds. Times in the track's timescale.</summary>
public sealed record SegmentFacts
{
    public required uint TrackId { get; init; }

    /// <summary>tfdt of the first part.</summary>
    public required long DecodeTime { get; init; }

    /// <summary>From the first sample's decode time to the last one's end.</summary>
    public required long Duration { get; init; }

    public required int SampleCount { get; init; }

    /// <summary>moof+mdat pairs.</summary>
    public required int Parts { get; init; }

    public required bool StartsWithKeyframe { get; init; }

    /// <summary>From the prft at its head, if it has one.</summary>
    public ProducerReference? Producer { get; init; }
}

/// <summary>Checks a stored segment: <c>prft</c>? (<c>moof</c> <c>mdat</c>)+ of one track, times in order.</summary>
public static class SegmentInspector
{
    /// <exception cref="MediaFormatException">Not such a segment; says which box, where, and what is allowed.</exception>
    public static SegmentFacts Inspect(ReadOnlyMemory<byte> segment, InitSegment init)
    {
        SegmentFacts? facts = null;
        foreach (var part in SegmentParts.Read(segment, init))
            facts = facts is null ? First(part) : Extend(facts, part);
        return facts ?? throw new MediaFormatException("moof", segment.Length, "is missing: a segment has at least one moof with samples");
    }

    private static SegmentFacts First(Fragment part) => new()
    {
        TrackId = part.TrackId,
        DecodeTime = part.DecodeTime,
        Duration = part.Duration,
        SampleCount = part.Samples.Length,
        Parts = 1,
        StartsWithKeyframe = part.StartsWithKeyframe,
        Producer = part.Producer,
    };

    private static SegmentFacts Extend(SegmentFacts facts, Fragment part)
    {
        if (part.TrackId != facts.TrackId)
            throw new MediaFormatException("tfhd", 0, $"is of track {part.TrackId} in a segment of track {facts.TrackId}");
        if (part.DecodeTime < facts.DecodeTime)
            throw new MediaFormatException("tfdt", 0, $"goes back to {part.DecodeTime} in a segment that begins at {facts.DecodeTime}");
        return facts with
        {
            Duration = part.DecodeTime + part.Duration - facts.DecodeTime,
            SampleCount = facts.SampleCount + part.Samples.Length,
            Parts = facts.Parts + 1,
        };
    }
}
