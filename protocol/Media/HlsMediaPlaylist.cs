using System.Globalization;
using System.Text;

namespace Tongtang.Protocol.Media;

public enum HlsPlaylistType
{
    /// <summary>Still growing: only ever appended to.</summary>
    Event,

    /// <summary>Whole.</summary>
    Vod,
}

/// <summary>One line of a media playlist with the tags before it.</summary>
public sealed record HlsSegment
{
    /// <summary>Relative to the playlist.</summary>
    public required string Uri { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Relative URI of the init segment it needs.</summary>
    public required string MapUri { get; init; }

    /// <summary>UTC of its first sample. Written for the first segment and behind every discontinuity.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    public bool Discontinuity { get; init; }

    /// <summary>Lost for good: players go past it without asking for it.</summary>
    public bool Gap { get; init; }

    /// <summary>Written before it, while it is new.</summary>
    public IReadOnlyList<HlsPart> Parts { get; init; } = [];

    /// <summary>Only its parts are there yet; always the last.</summary>
    public bool Open { get; init; }
}

/// <summary>
/// A media playlist (RFC 8216bis, 4.4.3 and 4.4.4). Segments are about 2 s and never 2.5 s or more, so that
/// TARGETDURATION is 2 from first to last.
/// </summary>
public sealed record HlsMediaPlaylist
{
    public const int TargetDurationSeconds = 2;

    public const string ContentType = "application/vnd.apple.mpegurl";

    public required HlsPlaylistType Type { get; init; }

    public required IReadOnlyList<HlsSegment> Segments { get; init; }

    /// <summary>Every segment can be decoded without those before it. Only to be said when it will stay true.</summary>
    public bool IndependentSegments { get; init; }

    /// <summary>Null: not for players that follow it as it happens.</summary>
    public HlsLowLatency? LowLatency { get; init; }

    /// <summary>How far it goes; null while it is empty.</summary>
    public HlsPosition? Position
    {
        get
        {
            var last = Segments.Count - 1;
            if (last < 0) return null;
            return new HlsPosition(last, LowLatency?.PartTarget is null || Segments[last].Parts.Count == 0 ? null : Segments[last].Parts.Count - 1);
        }
    }

    /// <summary>Whether it goes as far as this; <paramref name="part"/> null: as far as the whole segment.</summary>
    public bool Has(int segment, int? part)
    {
        var last = Segments.Count - 1;
        if (segment != last) return segment < last;
        return !Segments[last].Open || (part is { } wanted && Segments[last].Parts.Count > wanted);
    }

    /// <param name="skip">A delta update (RFC 8216bis, 6.2.5.1): without what a player that was here 12 s ago knows.</param>
    public string Write(bool skip = false)
    {
        var skipped = skip && LowLatency is not null ? Skippable() : 0;
        var text = new StringBuilder(256 + ((Segments.Count - skipped) * 64));
        text.Append(CultureInfo.InvariantCulture, $"#EXTM3U\n#EXT-X-VERSION:{(skipped > 0 ? 9 : 7)}\n")
            .Append(CultureInfo.InvariantCulture, $"#EXT-X-TARGETDURATION:{TargetDurationSeconds}\n")
            .Append("#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n")
            .Append(CultureInfo.InvariantCulture, $"#EXT-X-PLAYLIST-TYPE:{(Type == HlsPlaylistType.Vod ? "VOD" : "EVENT")}\n");
        if (IndependentSegments)
            text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        LowLatency?.WriteHead(text);
        if (skipped > 0)
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}\n");
        HlsSegment? before = null;
        foreach (var segment in Segments.Skip(skipped))
        {
            WriteSegment(text, segment, before);
            before = segment;
        }

        LowLatency?.WriteFoot(text);
        if (Type == HlsPlaylistType.Vod)
            text.Append("#EXT-X-ENDLIST\n");
        return text.ToString();
    }

    /// <summary>How many from the beginning end further from the playlist's end than <see cref="HlsLowLatency.SkipUntil"/>.</summary>
    private int Skippable()
    {
        var behind = TimeSpan.Zero;
        for (var at = Segments.Count - 1; at >= 0; at--)
        {
            if (behind > HlsLowLatency.SkipUntil) return at + 1;
            behind += Segments[at].Duration;
        }
        return 0;
    }

    private static void WriteSegment(StringBuilder text, HlsSegment segment, HlsSegment? before)
    {
        if (segment.Discontinuity)
            text.Append("#EXT-X-DISCONTINUITY\n");
        if (segment.MapUri != before?.MapUri)
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"{segment.MapUri}\"\n");
        if (segment.Discontinuity || before is null)
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-PROGRAM-DATE-TIME:{segment.StartsAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\n");
        foreach (var part in segment.Parts)
            HlsLowLatency.WritePart(text, part);
        if (segment.Open)
            return;
        if (segment.Gap)
            text.Append("#EXT-X-GAP\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{segment.Duration.TotalSeconds:0.000000},\n{segment.Uri}\n");
    }
}
