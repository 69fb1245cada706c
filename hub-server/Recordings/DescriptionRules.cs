using System.Text;
using System.Text.RegularExpressions;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// What a description must be before any of it is believed: names become file names and addresses, numbers become rows.
/// Answers the first fault in English, or null.
/// </summary>
internal static partial class DescriptionRules
{
    public const int LongestTitle = 200;
    public const int MaxTracks = 32;
    public const int MaxEpochs = 2000;
    public const int MaxMarks = 10_000;
    public const int MaxHiddenSpans = 1000;
    public const int MaxRanges = 10_000;
    public const int MaxInitBytes = 64 * 1024;

    /// <summary>Nearly a year of 2 s segments; keeps every number far inside 32 bits.</summary>
    public const uint MaxSegmentNumber = 16_000_000;

    /// <summary>A month of media time, microseconds.</summary>
    public const long MaxMediaTimeUs = 31L * 24 * 3600 * 1_000_000;

    private static readonly long s_latest = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static bool IsId(string text) => IdPattern().IsMatch(text);

    public static bool IsTrackName(string text) => TrackPattern().IsMatch(text);

    public static bool IsTime(long milliseconds) => milliseconds >= 0 && milliseconds < s_latest;

    public static string? Fault(RecordingDescription description) =>
        FaultOfHead(description)
        ?? First(description.Tracks, FaultOf)
        ?? Repeated(description.Tracks.Select(track => track.Name), "track")
        ?? First(description.Views, view => FaultOf(view, description))
        ?? Repeated(description.Views.Select(view => view.Name), "view")
        ?? First(description.Marks, mark => FaultOfText("mark", mark.Label) ?? FaultOfSpan("mark", mark.AtMs, mark.AtMs))
        ?? First(description.HiddenSpans, span => FaultOfSpan($"hidden span {span.Number}", span.FromMs, span.ToMs == 0 ? span.FromMs : span.ToMs))
        ?? Repeated(description.HiddenSpans.Select(span => span.Number.ToString()), "hidden span");

    /// <summary>A title or another text for people: any characters but NUL, which databases do not keep.</summary>
    public static string? FaultOfText(string what, string text)
    {
        if (text.Length > 2 * LongestTitle || text.EnumerateRunes().Count() > LongestTitle)
            return $"The {what} has {text.EnumerateRunes().Count()} characters; allowed: at most {LongestTitle}.";
        return text.Contains('\0') ? $"The {what} contains the character U+0000." : null;
    }

    private static string? FaultOfHead(RecordingDescription description)
    {
        if (!IsId(description.RecordingId)) return "recording_id must be 32 lower-case hex digits.";
        if (description.Revision is 0 or > long.MaxValue) return $"revision is {description.Revision}; allowed: from 1.";
        if (!IsTime(description.StartedAtMs)) return $"started_at_ms is {description.StartedAtMs}; allowed: from 1970 to 2200.";
        if (!IsTime(description.StartedAtMs + description.ClockOffsetMs)) return $"clock_offset_ms is {description.ClockOffsetMs}; it leads out of the years 1970 to 2200.";
        if (description.BootId.Length > 64) return "boot_id has more than 64 characters.";
        return TooMany("tracks", description.Tracks.Count, MaxTracks)
            ?? TooMany("views", description.Views.Count, MaxTracks)
            ?? TooMany("marks", description.Marks.Count, MaxMarks)
            ?? TooMany("hidden spans", description.HiddenSpans.Count, MaxHiddenSpans)
            ?? FaultOfText("title", description.Title)
            ?? FaultOfText("teacher", description.Teacher)
            ?? FaultOfText("subject", description.Subject)
            ?? FaultOfText("class_name", description.ClassName)
            ?? FaultOfText("lesson_id", description.LessonId);
    }

    private static string? FaultOf(Track track)
    {
        if (!IsTrackName(track.Name)) return $"A track's name is \"{Short(track.Name)}\"; allowed: <source>.video or <source>.audio, the source of a-z, 0-9 and dashes, at most 32, not \"tracks\".";
        var kind = track.Name.EndsWith(".video", StringComparison.Ordinal) ? TrackKind.Video : TrackKind.Audio;
        if (track.Kind != kind) return $"Track {track.Name} says that it is {track.Kind}; its name says {kind}.";
        if (track.Codec.Length > 64 || !CodecPattern().IsMatch(track.Codec)) return $"Track {track.Name} has the codec \"{Short(track.Codec)}\"; allowed: RFC 6381, at most 64 characters.";
        if (track.Width > 16_384 || track.Height > 16_384) return $"Track {track.Name} is {track.Width}×{track.Height}; allowed: at most 16384 each.";
        return TooMany($"epochs in track {track.Name}", track.Epochs.Count, MaxEpochs)
            ?? FaultOfEpochs(track)
            ?? FaultOfRanges(track.Name, "hidden", track.Hidden)
            ?? FaultOfRanges(track.Name, "lost", track.Lost);
    }

    private static string? FaultOfEpochs(Track track)
    {
        Epoch? before = null;
        foreach (var epoch in track.Epochs)
        {
            var name = $"Epoch {epoch.Number} of track {track.Name}";
            if (before is not null && epoch.Number <= before.Number) return $"{name} comes after epoch {before.Number}; epochs must be in order.";
            if (before is not null && epoch.FirstSegment < before.FirstSegment) return $"{name} begins at segment {epoch.FirstSegment}, before the epoch before it.";
            if (epoch.FirstSegment > MaxSegmentNumber || epoch.Number > MaxSegmentNumber) return $"{name} or its first segment is over {MaxSegmentNumber}.";
            if (FaultOfInit(epoch.InitSegment, track.Kind) is { } fault) return $"{name} has an init segment that {fault}";
            before = epoch;
        }
        return null;
    }

    private static string? FaultOfInit(Google.Protobuf.ByteString bytes, TrackKind kind)
    {
        if (bytes.Length is 0 or > MaxInitBytes) return $"is {bytes.Length} bytes long; allowed: 1 to {MaxInitBytes}.";
        try
        {
            var init = InitSegment.Parse(bytes.Memory);
            if (init.Tracks.Count != 1) return $"has {init.Tracks.Count} tracks; allowed: one.";
            var expected = kind == TrackKind.Video ? MediaKind.Video : MediaKind.Audio;
            return init.Tracks[0].Kind == expected ? null : $"is {init.Tracks[0].Kind}, not {expected}.";
        }
        catch (MediaFormatException fault)
        {
            return $"is no media: {fault.Message}";
        }
    }

    private static string? FaultOfRanges(string track, string kind, IReadOnlyCollection<SegmentRange> ranges)
    {
        if (TooMany($"{kind} ranges in track {track}", ranges.Count, MaxRanges) is { } fault) return fault;
        var wrong = ranges.FirstOrDefault(range => range.Last < range.First || range.Last > MaxSegmentNumber);
        return wrong is null ? null : $"Track {track} has the {kind} range {wrong.First} to {wrong.Last}; allowed: in order, up to {MaxSegmentNumber}.";
    }

    private static string? FaultOf(View view, RecordingDescription description)
    {
        if (!NamePattern().IsMatch(view.Name) || view.Name == "tracks") return $"A view's name is \"{Short(view.Name)}\"; allowed: a-z, 0-9 and dashes, at most 32, not \"tracks\".";
        if (view.VideoTrack.Length == 0 && view.AudioTrack.Length == 0) return $"View {view.Name} has neither picture nor sound.";
        return FaultOfReference(view.Name, view.VideoTrack, TrackKind.Video, description) ?? FaultOfReference(view.Name, view.AudioTrack, TrackKind.Audio, description);
    }

    private static string? FaultOfReference(string view, string track, TrackKind kind, RecordingDescription description) =>
        track.Length == 0 || description.Tracks.Any(declared => declared.Name == track && declared.Kind == kind)
            ? null
            : $"View {view} names the {kind} track \"{Short(track)}\", which is not declared.";

    private static string? FaultOfSpan(string what, long fromMs, long toMs) =>
        fromMs >= 0 && toMs >= fromMs && toMs <= MaxMediaTimeUs / 1000 ? null : $"The {what} lies from {fromMs} to {toMs} ms; allowed: in order, within 31 days.";

    private static string? TooMany(string what, int count, int allowed) => count <= allowed ? null : $"There are {count} {what}; allowed: at most {allowed}.";

    private static string? Repeated(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.FirstOrDefault(name => !seen.Add(name)) is { } twice ? $"There are two {what}s {twice}." : null;
    }

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> fault) => items.Select(fault).FirstOrDefault(found => found is not null);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"\A[0-9a-f]{32}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,31}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(?!tracks\.)[a-z0-9][a-z0-9-]{0,31}\.(video|audio)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TrackPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9.\-]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodecPattern();
}
