using System.Text.Json;

namespace Tongtang.HubServer.Database;

/// <summary>Enums in the database are the same words as in JSON: <c>CentreSchool</c> is <c>centre-school</c>.</summary>
internal static class Words
{
    public static string Word<T>(this T value)
        where T : struct, System.Enum => Table<T>.ToWord[value];

    /// <exception cref="KeyNotFoundException">The database holds a word that this program does not know.</exception>
    public static T Enum<T>(string word)
        where T : struct, System.Enum => Table<T>.ToValue[word];

    /// <summary>Reads a word from outside; no word at all is no value and fine.</summary>
    public static bool TryEnum<T>(string? word, out T? value)
        where T : struct, System.Enum
    {
        value = null;
        if (string.IsNullOrEmpty(word)) return true;
        if (!Table<T>.ToValue.TryGetValue(word, out var known)) return false;
        value = known;
        return true;
    }

    /// <summary>Reads words from outside, with commas between; none at all is null and fine.</summary>
    public static bool TryEnums<T>(string? words, out IReadOnlyList<string>? values)
        where T : struct, System.Enum
    {
        values = null;
        var list = (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (list.Any(word => !Table<T>.ToValue.ContainsKey(word))) return false;
        if (list.Length > 0) values = list;
        return true;
    }

    /// <summary>What was left empty in an address or a body was not given.</summary>
    public static string? NullIfEmpty(this string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>All words, for messages.</summary>
    public static string All<T>()
        where T : struct, System.Enum => string.Join(", ", Table<T>.ToValue.Keys);

    private static class Table<T>
        where T : struct, System.Enum
    {
        public static readonly Dictionary<T, string> ToWord =
            System.Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ToValue = ToWord.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
