using System.Globalization;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// The shapes that ids and numbers in a media address have. Views and tracks are looked up as they are: nothing from an
/// address becomes part of a path before it was found in a recording, so nothing can lead out of its folder.
/// </summary>
public static class MediaNames
{
    private const int IdLength = 32;

    /// <summary>32 lower-case hex digits.</summary>
    public static bool IsRecording(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    /// <summary>A source's name, which is its view's too: up to 32 of a-z, 0-9 and -, the first no dash; never "tracks".</summary>
    public static bool IsView(string name) =>
        name.Length is > 0 and <= 32 && name[0] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name != "tracks";

    /// <summary>Digits without sign or leading zeros, as we write them: one address for one thing.</summary>
    public static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (text.Length == 1 || text[0] != '0');
}
