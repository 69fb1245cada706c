using System.Globalization;
using System.Text;

namespace Tongtang.Protocol.Media;

/// <summary>A part of a segment (RFC 8216bis, 4.4.4.9).</summary>
/// <param name="Uri">Relative to the playlist.</param>
/// <param name="Gap">Is not to be had.</param>
public sealed record HlsPart(string Uri, TimeSpan Duration, bool Independent, bool Gap);

/// <summary>How far a playlist goes.</summary>
/// <param name="Segment">Media sequence number of its last segment, the open one counted.</param>
/// <param name="Part">The last one in it; null when the playlist has no parts.</param>
public readonly record struct HlsPosition(int Segment, int? Part);

/// <summary>How far another playlist of the same view goes.</summary>
/// <param name="Uri">Relative.</param>
public sealed record HlsReport(string Uri, HlsPosition Position);

/// <summary>What a playlist says to players that follow a lesson as it happens (RFC 8216bis, 4.4.3.7, 4.4.3.8, 4.4.5).</summary>
public sealed record HlsLowLatency
{
    /// <summary>Older segments than this are left out of a delta update: six times the target duration.</summary>
    public static readonly TimeSpan SkipUntil = TimeSpan.FromSeconds(6 * HlsMediaPlaylist.TargetDurationSeconds);

    /// <summary>Segments whose parts are listed, the open one counted: older ones are asked for whole.</summary>
    public const int SegmentsWithParts = 3;

    private static readonly TimeSpan s_shortestHoldBack = TimeSpan.FromSeconds(0.6);

    /// <summary>Null while no parts come: then reloading blocks by whole segments.</summary>
    public TimeSpan? PartTarget { get; init; }

    /// <summary>The part that comes next.</summary>
    public string? HintUri { get; init; }

    public IReadOnlyList<HlsReport> Reports { get; init; } = [];

    /// <summary>
    /// For parts of this length: a tenth more than the first one that was seen, so that uneven times keep below it and
    /// above 85 % of it; and the same for all usual rates.
    /// </summary>
    public static TimeSpan TargetOf(TimeSpan part)
    {
        var usual = TimeSpan.FromSeconds(0.22);
        return part <= usual && part >= usual * 0.85 ? usual : TimeSpan.FromMilliseconds(Math.Ceiling(part.TotalMilliseconds * 1.1));
    }

    internal void WriteHead(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL={SkipUntil.TotalSeconds:0.0}");
        if (PartTarget is { } target)
        {
            // Three parts as they are, which are shorter than the longest allowed.
            var holdBack = target / 1.1 * 3 > s_shortestHoldBack ? target / 1.1 * 3 : s_shortestHoldBack;
            text.Append(CultureInfo.InvariantCulture, $",PART-HOLD-BACK={holdBack.TotalSeconds:0.0##}\n#EXT-X-PART-INF:PART-TARGET={target.TotalSeconds:0.0##}");
        }
        text.Append('\n');
    }

    internal void WriteFoot(StringBuilder text)
    {
        if (HintUri is not null) text.Append(CultureInfo.InvariantCulture, $"#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{HintUri}\"\n");
        foreach (var (uri, position) in Reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"#EXT-X-RENDITION-REPORT:URI=\"{uri}\",LAST-MSN={position.Segment}");
            if (position.Part is { } part) text.Append(CultureInfo.InvariantCulture, $",LAST-PART={part}");
            text.Append('\n');
        }
    }

    internal static void WritePart(StringBuilder text, HlsPart part) => text
        .Append(CultureInfo.InvariantCulture, $"#EXT-X-PART:DURATION={part.Duration.TotalSeconds:0.000000},URI=\"{part.Uri}\"")
        .Append(part.Independent ? ",INDEPENDENT=YES" : "")
        .Append(part.Gap ? ",GAP=YES\n" : "\n");
}
