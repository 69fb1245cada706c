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

    public string Write()
    {
        var text = new StringBuilder(256 + (Segments.Count * 64));
        text.Append("#EXTM3U\n#EXT-X-VERSION:7\n")
            .Append(CultureInfo.InvariantCulture, $"#EXT-X-TARGETDURATION:{TargetDurationSeconds}\n")
            .Append("#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n")
            .Append(CultureInfo.InvariantCulture, $"#EXT-X-PLAYLIST-TYPE:{(Type == HlsPlaylistType.Vod ? "VOD" : "EVENT")}\n");
        if (IndependentSegments)
            text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        HlsSegment? before = null;
        foreach (var segment in Segments)
        {
            WriteSegment(text, segment, before);
            before = segment;
        }

        if (Type == HlsPlaylistType.Vod)
            text.Append("#EXT-X-ENDLIST\n");
        return text.ToString();
    }

    private static void WriteSegment(StringBuilder text, HlsSegment segment, HlsSegment? before)
    {
        if (segment.Discontinuity)
            text.Append("#EXT-X-DISCONTINUITY\n");
        if (segment.MapUri != before?.MapUri)
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"{segment.MapUri}\"\n");
        if (segment.Discontinuity || before is null)
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-PROGRAM-DATE-TIME:{segment.StartsAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\n");
        if (segment.Gap)
            text.Append("#EXT-X-GAP\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{segment.Duration.TotalSeconds:0.000000},\n{segment.Uri}\n");
    }
}
