using System.Globalization;
using System.Text;

namespace Tongtang.EdgeAgent.Copies;

/// <summary>Names for files on sticks: whatever a title holds, FAT, exFAT and NTFS take it and Windows shows it. Pure.</summary>
internal static class FileNames
{
    /// <summary>FAT's limit is 255 UTF-16 units for the whole name; some readers show far fewer.</summary>
    private const int LongestTitle = 80;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "CON", "PRN", "AUX", "NUL" };

    /// <summary>E.g. <c>2026-11-21 08.00 数学 teacher.mp4</c>.</summary>
    public static string For(string title, DateTimeOffset startedAt, string view) =>
        $"{startedAt.ToString("yyyy-MM-dd HH.mm", CultureInfo.InvariantCulture)} {Clean(title)} {view}.mp4".Replace("  ", " ", StringComparison.Ordinal);

    public static string Clean(string title)
    {
        var text = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(title.Trim());
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (text.Length + element.Length > LongestTitle) break;
            if (!element.Any(c => char.IsSurrogate(c) && element.Length == 1)) text.Append(element.Any(IsForbidden) ? "_" : element);
        }
        var clean = text.ToString().Trim(' ', '.');
        return Reserved.Contains(clean) ? $"_{clean}" : clean;
    }

    private static bool IsForbidden(char character) => char.IsControl(character) || "<>:\"/\\|?*\u202E\u202D".Contains(character, StringComparison.Ordinal);
}
