namespace Tongtang.HubServer.Database;

/// <summary>Patterns for <c>LIKE … ESCAPE '\'</c>.</summary>
internal static class Pattern
{
    private const int Longest = 200;

    /// <summary>Lower-case pattern that finds the text anywhere; null (no filter) when there is no text.</summary>
    public static string? Contains(string? text)
    {
        var wanted = text?.Trim();
        if (string.IsNullOrEmpty(wanted)) return null;
        if (wanted.Length > Longest) wanted = wanted[..Longest];
        var escaped = wanted
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
        // SQLite's LOWER knows ASCII only; so does this, for both sides must agree.
        return string.Create(escaped.Length + 2, escaped, static (span, source) =>
        {
            span[0] = span[^1] = '%';
            for (var i = 0; i < source.Length; i++) span[i + 1] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        });
    }
}
