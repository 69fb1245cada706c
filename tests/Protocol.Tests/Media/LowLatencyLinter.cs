using System.Globalization;
using System.Text.RegularExpressions;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>The rules of RFC 8216bis for parts, delta updates and what is said to players that wait.</summary>
internal static partial class LowLatencyLinter
{
    private const double Rounding = 0.002;

    public static bool IsOwn(string line) => OwnTag().IsMatch(line);

    public static List<string> Lint(IReadOnlyList<string> lines)
    {
        var faults = new List<string>();
        var control = One("#EXT-X-SERVER-CONTROL:", required: false);
        var info = One("#EXT-X-PART-INF:", required: false);
        var hasParts = lines.Any(line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal));
        var ended = lines.Contains("#EXT-X-ENDLIST");
        if (control is not null) CheckControl(control, info);
        var target = info is null ? 0 : Attribute(info, "PART-TARGET");
        Check(!hasParts || info is not null, "4.4.3.7: EXT-X-PART needs EXT-X-PART-INF");
        Check(info is null || control is not null, "4.4.3.8: EXT-X-PART-INF needs EXT-X-SERVER-CONTROL");
        var hint = One("#EXT-X-PRELOAD-HINT:", required: info is not null && !ended);
        var last = lines.ToList().FindLastIndex(line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal) || (line.Length > 0 && line[0] != '#'));
        Check(hint is null || lines.ToList().IndexOf(hint) > last, "4.4.5.3: EXT-X-PRELOAD-HINT stands behind what is there");
        Check(hint is null || !lines.Any(line => line != hint && line.Contains(Uri(hint), StringComparison.Ordinal)), "what is hinted is not listed");
        CheckSkip();
        CheckParts(target);
        return faults;

        void CheckControl(string tag, string? parts)
        {
            Check(tag.Contains("CAN-BLOCK-RELOAD=YES", StringComparison.Ordinal), "6.2.5.2: low latency needs CAN-BLOCK-RELOAD=YES");
            Check(Attribute(tag, "CAN-SKIP-UNTIL") >= 12, "4.4.3.8: CAN-SKIP-UNTIL is at least six target durations");
            Check(parts is null || Attribute(tag, "PART-HOLD-BACK") >= 2 * Attribute(parts, "PART-TARGET"), "4.4.3.8: PART-HOLD-BACK is at least twice the part target");
            Check(parts is not null || !tag.Contains("PART-HOLD-BACK", StringComparison.Ordinal), "PART-HOLD-BACK without parts");
        }

        void CheckSkip()
        {
            if (One("#EXT-X-SKIP:", required: false) is not { } skip) return;
            Check(lines.Any(line => line is "#EXT-X-VERSION:9" or "#EXT-X-VERSION:10"), "8: EXT-X-SKIP needs version 9");
            Check(Attribute(skip, "SKIPPED-SEGMENTS") > 0, "4.4.5.2: EXT-X-SKIP leaves at least one out");
            Check(lines.Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal)).Sum(line => double.Parse(line[8..^1], CultureInfo.InvariantCulture)) >= 12 - 2.5, "6.2.5.1: nothing newer than the skip boundary is left out");
        }

        void CheckParts(double partTarget)
        {
            var (parts, started, segmentsAfter) = (new List<string>(), false, 0);
            foreach (var line in lines)
            {
                if (line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal))
                {
                    Check(PartTag().IsMatch(line), $"malformed {line}");
                    parts.Add(line);
                    started = true;
                }
                else if (line is "#EXT-X-DISCONTINUITY" || line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal) || line.StartsWith("#EXT-X-PROGRAM-DATE-TIME:", StringComparison.Ordinal))
                {
                    Check(parts.Count == 0, $"4.4.4.9: {line} comes before the first part of its segment");
                }
                else if (line.StartsWith("#EXTINF:", StringComparison.Ordinal) && parts.Count > 0)
                {
                    var length = double.Parse(line[8..^1], CultureInfo.InvariantCulture);
                    Check(Math.Abs(parts.Sum(Duration) - length) < Rounding, $"the parts add up to {parts.Sum(Duration):0.000}, the segment has {length}");
                    CheckLengths(parts, partTarget, whole: true);
                }
                else if (line.Length > 0 && line[0] != '#')
                {
                    if (started) segmentsAfter++;
                    parts.Clear();
                }
            }
            CheckLengths(parts, partTarget, whole: false);
            Check(segmentsAfter <= 3 - (parts.Count > 0 ? 1 : 0), "4.4.4.9: parts only in the last three segments");
            var uris = lines.Where(line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal)).Select(Uri).ToList();
            Check(uris.Distinct().Count() == uris.Count, "a part is listed twice");
        }

        void CheckLengths(List<string> parts, double partTarget, bool whole)
        {
            for (var i = 0; i < parts.Count; i++)
            {
                Check(Duration(parts[i]) <= partTarget + 0.0005, $"4.4.4.9: {parts[i]} is longer than the part target {partTarget}");
                var free = Says(parts[i], "INDEPENDENT") || Says(parts[i], "GAP") || (i + 1 < parts.Count && Says(parts[i + 1], "GAP")) || (whole && i == parts.Count - 1);
                // The last part of an open segment may turn out to be its last.
                if (!free && (whole || i < parts.Count - 1)) Check(Duration(parts[i]) >= 0.85 * partTarget, $"4.4.4.9: {parts[i]} is shorter than 85 % of {partTarget}");
            }
        }

        string? One(string tag, bool required)
        {
            var found = lines.Where(line => line.StartsWith(tag, StringComparison.Ordinal)).ToList();
            Check(found.Count <= 1 && (!required || found.Count == 1), $"{tag} {(required ? "once" : "once at most")}");
            return found.FirstOrDefault();
        }

        void Check(bool holds, string rule)
        {
            if (!holds) faults.Add(rule);
        }
    }

    public static double Attribute(string tag, string name) =>
        Regex.Match(tag, $@"[:,]{name}=([0-9.]+)") is { Success: true } found ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    public static double Duration(string part) => Attribute(part, "DURATION");

    public static string Uri(string tag) => tag.Split("URI=\"")[1].Split('"')[0];

    /// <summary>The playlist that a player puts together from what it has and a delta update: its lines with segments and parts.</summary>
    public static IReadOnlyList<string> Merge(string known, string delta)
    {
        var (before, after) = (Segments(known), Segments(delta));
        var skip = delta.Split('\n').FirstOrDefault(line => line.StartsWith("#EXT-X-SKIP:", StringComparison.Ordinal));
        return skip is null ? after : [.. before.Take((int)Attribute(skip, "SKIPPED-SEGMENTS")), .. after];
    }

    /// <summary>A line for each segment, and for each part behind the last.</summary>
    public static IReadOnlyList<string> Segments(string playlist)
    {
        var (all, extinf) = (new List<string>(), "");
        foreach (var line in playlist.Split('\n'))
        {
            if (line.StartsWith("#EXTINF:", StringComparison.Ordinal)) extinf = line;
            else if (line.Length > 0 && line[0] != '#') all.Add($"{extinf} {line}");
        }
        return all;
    }

    private static bool Says(string part, string attribute) => part.Contains($",{attribute}=YES", StringComparison.Ordinal);

    [GeneratedRegex(@"^#EXT-X-(SERVER-CONTROL:|PART-INF:|PART:|PRELOAD-HINT:TYPE=PART,URI=""[^""]+""$|RENDITION-REPORT:URI=""[^""/]+"",LAST-MSN=\d+(,LAST-PART=\d+)?$|SKIP:SKIPPED-SEGMENTS=\d+$)")]
    private static partial Regex OwnTag();

    [GeneratedRegex(@"^#EXT-X-PART:DURATION=\d\.\d{6},URI=""\.\./[^""]+""(,INDEPENDENT=YES)?(,GAP=YES)?$")]
    private static partial Regex PartTag();
}
