using System.Text;

namespace Tongtang.HubServer.Notices;

/// <summary>Words that come from boxes, people and peers, made harmless for where they go. Pure.</summary>
internal static class PlainText
{
    // Robots' markdown has no sure way to escape: what would be read as markup becomes its full-width look-alike.
    private const string Markup = "<>[]*`#_\\~|";
    private const string Looks = "＜＞［］＊｀＃＿＼～｜";

    /// <summary>One line of visible characters, cut to a length.</summary>
    public static string Line(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= longest) return line.Append('…').ToString();
            line.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) ? " " : rune.ToString());
        }
        return line.ToString().Trim();
    }

    public static string Markdown(string text)
    {
        var plain = new StringBuilder(Line(text, int.MaxValue).Replace("://", "：//", StringComparison.Ordinal));
        for (var i = 0; i < Markup.Length; i++) plain.Replace(Markup[i], Looks[i]);
        return plain.ToString();
    }
}
