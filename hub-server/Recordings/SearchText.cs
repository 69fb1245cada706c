using System.Text;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// How recordings are found by words: Chinese has no spaces, so text is cut into all pairs of neighbouring characters, and
/// whatever is looked for is cut likewise. Pure and stable: what it makes is stored.
/// </summary>
internal static class SearchText
{
    private const int LongestQuery = 100;

    private const int MostTerms = 8;

    /// <summary>As texts are compared: compatibility form (full-width letters are plain ones), lower case, single spaces.</summary>
    public static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var rune in (NormalizationFits(text) ? text.Normalize(NormalizationForm.FormKC) : text).EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune)) normal.Append(Rune.ToLowerInvariant(rune));
            else if (normal.Length > 0 && normal[^1] != ' ') normal.Append(' ');
        }
        return normal.ToString().Trim();
    }

    /// <summary>A recording's texts as one; nothing that is looked for reaches from one into the next.</summary>
    public static string Of(params ReadOnlySpan<string> texts)
    {
        var all = new StringBuilder();
        foreach (var text in texts) all.Append(Normal(text)).Append('\n');
        return all.ToString();
    }

    /// <summary>The words of a question; a text must hold them all.</summary>
    public static IReadOnlyList<string> Terms(string? question)
    {
        var normal = Normal(question ?? "");
        if (normal.Length > LongestQuery) normal = new string([.. normal.Take(LongestQuery)]).TrimEnd('\uD800', '\uD83D');
        return [.. normal.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MostTerms)];
    }

    /// <summary>All pairs of neighbouring letters and digits in a normal text.</summary>
    public static IReadOnlyList<string> Grams(string normal)
    {
        var grams = new HashSet<string>(StringComparer.Ordinal);
        Rune? before = null;
        foreach (var rune in normal.EnumerateRunes())
        {
            var counts = Rune.IsLetterOrDigit(rune);
            if (counts && before is { } first) grams.Add($"{first}{rune}");
            before = counts ? rune : null;
        }
        return [.. grams];
    }

    /// <summary>What stands among the grams for exactly this teacher.</summary>
    public static string TeacherGram(string key) => "t:" + key;

    /// <summary>What stands among the grams for exactly this subject.</summary>
    public static string SubjectGram(string key) => "s:" + key;

    public static string SubjectKey(string subject) => Normal(subject);

    /// <summary>Everything that a recording is found by.</summary>
    public static IReadOnlyList<string> AllGrams(string text, string teacherKey, string subjectKey)
    {
        var grams = Grams(text).ToList();
        if (teacherKey.Length > 0) grams.Add(TeacherGram(teacherKey));
        if (subjectKey.Length > 0) grams.Add(SubjectGram(subjectKey));
        return grams;
    }

    /// <summary>As <see cref="TeacherKey"/> compares names.</summary>
    public static string KeyOfTeacher(string teacher) => NormalizationFits(teacher) ? TeacherKey.Of(teacher) : teacher;

    /// <summary>Half characters have no normal form.</summary>
    private static bool NormalizationFits(string text) => Web.NameRule.IsWellFormed(text);
}
