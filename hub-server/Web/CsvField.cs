namespace Tongtang.HubServer.Web;

/// <summary>Fields of tables for office programs.</summary>
internal static class CsvField
{
    /// <summary>The first thing in the file: without it Excel takes UTF-8 for something else.</summary>
    public const string Mark = "\uFEFF";

    /// <summary>Quoted; and what a spreadsheet would take for a formula is not one any more.</summary>
    public static string Of(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
