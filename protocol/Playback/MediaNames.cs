namespace Tongtang.Protocol.Playback;

/// <summary>
/// Names out of addresses, before anything is looked up by them: only what has exactly these forms ever becomes part of
/// a path, so nothing can lead out of a recording's folder.
/// </summary>
public static class MediaNames
{
    private const int IdLength = 32;
    private const int LongestSource = 32;

    /// <summary>32 lower-case hex digits.</summary>
    public static bool IsRecording(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    /// <summary><c>[a-z0-9][a-z0-9-]{0,31}</c>; "tracks" is reserved.</summary>
    public static bool IsView(string name) => IsSource(name) && name != "tracks";

    /// <summary>A source's name with <c>.video</c> or <c>.audio</c>.</summary>
    public static bool IsTrack(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name[dot..] is ".video" or ".audio" && IsSource(name[..dot]);
    }

    private static bool IsSource(string name) =>
        name.Length is > 0 and <= LongestSource && name[0] != '-' && name.All(c => c == '-' || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));
}
