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
        var fault = Fault(given, longest, out name) ?? (name.Length == 0 ? "is empty" : null);
        return fault is null ? null : Problems.Invalid("name_invalid", $"{field} {fault}; allowed: 1 to {longest} visible characters of any script.");
    }

    /// <summary>A lesson's title: the same, and it may be empty.</summary>
    public static ProblemHttpResult? CheckTitle(string given, int longest, out string title) =>
        Fault(given, longest, out title) is { } fault ? Problems.Invalid("title_invalid", $"title {fault}; allowed: at most {longest} visible characters of any script.") : null;

    /// <returns>What is wrong with a line of text, empty being right, or null.</returns>
    public static string? Fault(string? given, int longest, out string name)
    {
        name = "";
        if (given is { Length: > 10_000 }) return "is too long";
        if (given is not null && !IsWellFormed(given)) return "has half a character in it";
        var trimmed = (given ?? "").Trim().Normalize(NormalizationForm.FormC);
        var length = trimmed.EnumerateRunes().Count();
        if (length > longest) return $"has {length} characters";
        if (trimmed.EnumerateRunes().Any(IsInvisible)) return "has a control character, a line break or a mark of direction in it";
        name = trimmed;
        return null;
    }

    /// <summary>No half characters, nor the one that normal form refuses because it stands for bytes in the wrong order.</summary>
    public static bool IsWellFormed(string text)
    {
        if (text.Contains('\uFFFE', StringComparison.Ordinal)) return false;
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
