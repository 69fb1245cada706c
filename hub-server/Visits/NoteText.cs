using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Visits;

/// <summary>What a note may say: any script in several lines, and nothing that cannot be seen.</summary>
internal static class NoteText
{
    public const int Longest = 2000;

    /// <returns>What is wrong, or null; then <paramref name="text"/> is trimmed, in normal form, with \n between lines.</returns>
    public static ProblemHttpResult? Check(string? given, out string text) =>
        Fault(given, out text) is { } fault ? Problems.Invalid("text_invalid", $"text {fault}; allowed: at most {Longest} visible characters of any script, in lines.") : null;

    public static string? Fault(string? given, out string text)
    {
        text = "";
        if (string.IsNullOrEmpty(given)) return null;
        // Characters beyond the first plane are two, and normal form may join some.
        if (given.Length > Longest * 4) return "is too long";
        if (!NameRule.IsWellFormed(given)) return "has half a character in it";
        var clean = given.ReplaceLineEndings("\n").Trim().Normalize(NormalizationForm.FormC);
        var length = clean.EnumerateRunes().Count();
        if (length > Longest) return $"has {length} characters";
        if (clean.EnumerateRunes().Any(IsInvisible)) return "has a control character or a mark of direction in it";
        text = clean;
        return null;
    }

    private static bool IsInvisible(Rune rune) =>
        (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && rune.Value is not ('\n' or '\t'))
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;
}
