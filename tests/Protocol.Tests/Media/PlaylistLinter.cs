using System.Globalization;
using System.Text.RegularExpressions;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>The MUST rules of RFC 8216bis that a media playlist of ours can break. Every broken one is a line.</summary>
internal static partial class PlaylistLinter
{
    public static void AssertClean(string playlist) => Assert.Equal([], Lint(playlist));

    public static List<string> Lint(string playlist)
    {
        var faults = new List<string>();
        var lines = playlist.Split('\n');
        Check(lines[0] == "#EXTM3U", "4.4.1.1: EXTM3U is the first line");
        Check(playlist.EndsWith('\n') && !playlist.Contains('\r'), "lines end with LF");
        foreach (var tag in (string[])["#EXT-X-VERSION:", "#EXT-X-TARGETDURATION:", "#EXT-X-MEDIA-SEQUENCE:", "#EXT-X-DISCONTINUITY-SEQUENCE:", "#EXT-X-PLAYLIST-TYPE:"])
            Check(lines.Count(line => line.StartsWith(tag, StringComparison.Ordinal)) == 1, $"{tag} once");
        var target = Number("#EXT-X-TARGETDURATION:");
        Check(Number("#EXT-X-VERSION:") >= 6, "4.4.4.5 and 8: EXT-X-MAP needs version 6");
        var vod = lines.Contains("#EXT-X-PLAYLIST-TYPE:VOD");
        Check(vod || lines.Contains("#EXT-X-PLAYLIST-TYPE:EVENT"), "4.4.3.5: EVENT or VOD");
        Check(!vod || lines[^2] == "#EXT-X-ENDLIST", "a VOD playlist ends with EXT-X-ENDLIST");

        faults.AddRange(LowLatencyLinter.Lint(lines));
        var skipped = lines.Any(line => line.StartsWith("#EXT-X-SKIP:", StringComparison.Ordinal));
        var (map, mapBefore, extinf, discontinuity, dated, gap) = ("", "", (double?)null, false, false, false);
        var uris = new HashSet<string>();
        var (first, open) = (true, false);
        foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
        {
            if (line == "#EXT-X-DISCONTINUITY")
            {
                Check(!discontinuity && (!first || skipped), "one EXT-X-DISCONTINUITY between two segments, none before the first");
                discontinuity = true;
            }
            else if (MapTag().Match(line) is { Success: true } tag)
            {
                map = tag.Groups[1].Value;
            }
            else if (DateTag().IsMatch(line))
            {
                dated = true;
            }
            else if (line == "#EXT-X-GAP")
            {
                gap = true;
            }
            else if (DurationTag().Match(line) is { Success: true } duration)
            {
                extinf = double.Parse(duration.Groups[1].Value, CultureInfo.InvariantCulture);
            }
            else if (LowLatencyLinter.IsOwn(line))
            {
                Check(!line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal) || (map.Length > 0 && (dated || (!first && !discontinuity))), $"EXT-X-MAP and EXT-X-PROGRAM-DATE-TIME come before the first part: {line}");
                Check(!line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal) || first || map == mapBefore || discontinuity, $"4.4.4.3: another EXT-X-MAP without EXT-X-DISCONTINUITY before {line}");
                open |= line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal);
            }
            else if (!line.StartsWith('#'))
            {
                open = false;
                Check(extinf is not null, $"4.4.4.1: {line} has no EXTINF");
                Check(extinf > 0 && Math.Round(extinf ?? 0, MidpointRounding.AwayFromZero) <= target, $"4.4.3.1: EXTINF {extinf} of {line} rounds to more than {target}");
                Check(map.Length > 0, $"fragmented MP4 needs EXT-X-MAP before {line}");
                Check(first || map == mapBefore || discontinuity, $"4.4.4.3: another EXT-X-MAP without EXT-X-DISCONTINUITY before {line}");
                Check(dated || (!first && !discontinuity), $"no EXT-X-PROGRAM-DATE-TIME before {line}");
                Check(gap || uris.Add(line), $"{line} is listed twice");
                Check(!line.StartsWith('/') && !line.Contains("://"), $"{line} is not relative");
                (mapBefore, extinf, discontinuity, dated, gap, first) = (map, null, false, false, false, false);
            }
            else
            {
                Check(KnownTag().IsMatch(line), $"unknown or malformed line {line}");
            }
        }

        Check(extinf is null && !gap && (!discontinuity || open), "tags behind the last segment");
        return faults;

        int Number(string tag) => int.Parse(lines.First(line => line.StartsWith(tag, StringComparison.Ordinal))[tag.Length..], CultureInfo.InvariantCulture);
        void Check(bool holds, string rule)
        {
            if (!holds)
                faults.Add(rule);
        }
    }

    [GeneratedRegex("^#EXT-X-MAP:URI=\"([^\"\\s]+)\"$")]
    private static partial Regex MapTag();

    [GeneratedRegex(@"^#EXT-X-PROGRAM-DATE-TIME:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex DateTag();

    [GeneratedRegex(@"^#EXTINF:(\d+\.\d+),$")]
    private static partial Regex DurationTag();

    [GeneratedRegex(@"^#EXT-X-(VERSION:\d+|TARGETDURATION:\d+|MEDIA-SEQUENCE:\d+|DISCONTINUITY-SEQUENCE:\d+|PLAYLIST-TYPE:(EVENT|VOD)|INDEPENDENT-SEGMENTS|ENDLIST)$")]
    private static partial Regex KnownTag();
}
