using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

/// <summary>
/// What people may call things: any script, quotes, slashes and emoji included, since a name is only ever shown as text.
/// Not allowed is what cannot be seen: control characters, line breaks and marks that turn the direction of what follows.
/// </summary>
internal static class NameRule
{
    public const int Longest = 80;

    /// <returns>What is wrong, or null; then <paramref name="name"/> is trimmed and in normal form (NFC).</returns>
    public static ProblemHttpResult? Check(string? given, string field, out string name, int longest = Longest)
    {
        name = "";
        if (given is { Length: > 10_000 }) return Wrong(field, "is too long", longest);
        if (given is not null && !IsWellFormed(given)) return Wrong(field, "has half a character in it", longest);
        var trimmed = (given ?? "").Trim().Normalize(NormalizationForm.FormC);
        var length = trimmed.EnumerateRunes().Count();
        if (length == 0) return Wrong(field, "is empty", longest);
        if (length > longest) return Wrong(field, $"has {length} characters", longest);
        if (trimmed.EnumerateRunes().Any(IsInvisible)) return Wrong(field, "has a control character, a line break or a mark of direction in it", longest);
        name = trimmed;
        return null;
    }

    private static ProblemHttpResult Wrong(string field, string what, int longest) =>
        Problems.Invalid("name_invalid", $"{field} {what}; allowed: 1 to {longest} visible characters of any script.");

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i += Rune.IsValid(text[i]) ? 1 : 2)
        {
            if (!Rune.TryGetRuneAt(text, i, out _)) return false;
        }
        return true;
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;
}
