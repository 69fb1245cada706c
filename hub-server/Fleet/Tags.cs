using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>Words that people put on schools and rooms to find them by: "录播教室", "2024 年项目".</summary>
internal static class Tags
{
    public const int Most = 10;
    public const int Longest = 20;

    private static readonly char[] s_separators = [',', '，', '、', ';', '；'];

    private const string OfSchools = "SELECT school_id AS PlaceId, tag AS Tag FROM school_tag WHERE school_id IN @ids ORDER BY tag_key";

    private const string OfRooms = "SELECT room_id AS PlaceId, tag AS Tag FROM room_tag WHERE room_id IN @ids ORDER BY tag_key";

    /// <summary>The same for words that people take for the same.</summary>
    public static string KeyOf(string tag) => tag.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>As they stand in one cell, with commas between.</summary>
    public static IReadOnlyList<string> Split(string text) => text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <returns>What is wrong, or null; then the tags are each there once.</returns>
    public static string? Fault(IReadOnlyList<string> given, out IReadOnlyList<string> tags)
    {
        var clean = new List<string>();
        tags = clean;
        foreach (var one in given)
        {
            if (NameRule.Fault(one, Longest, out var tag) is { } fault) return $"a tag {fault}";
            if (tag.IndexOfAny(s_separators) >= 0) return "a tag has a comma in it";
            if (tag.Length > 0 && clean.TrueForAll(known => KeyOf(known) != KeyOf(tag))) clean.Add(tag);
        }
        return clean.Count > Most ? $"there are {clean.Count}" : null;
    }

    public static ProblemHttpResult? Check(IReadOnlyList<string>? given, out IReadOnlyList<string>? tags)
    {
        tags = null;
        if (given is null) return null;
        var fault = Fault(given, out var clean);
        tags = clean;
        return fault is null ? null : Problems.Invalid("tags_invalid", $"tags: {fault}; allowed: at most {Most}, each of at most {Longest} visible characters without commas.");
    }

    public static Task<ILookup<string, string>> OfSchoolsAsync(DbConnection connection, IEnumerable<string> ids) => ReadAsync(connection, OfSchools, ids);

    public static Task<ILookup<string, string>> OfRoomsAsync(DbConnection connection, IEnumerable<string> ids) => ReadAsync(connection, OfRooms, ids);

    public static Task SetOfSchoolAsync(DbConnection connection, string id, IReadOnlyList<string> tags) => SetAsync(connection, "school", id, tags);

    public static Task SetOfRoomAsync(DbConnection connection, string id, IReadOnlyList<string> tags) => SetAsync(connection, "room", id, tags);

    private static async Task SetAsync(DbConnection connection, string node, string id, IReadOnlyList<string> tags)
    {
        await connection.ExecuteAsync($"DELETE FROM {node}_tag WHERE {node}_id = @id", new { id });
        await AddAsync(connection, node, tags.Select(tag => (id, tag)));
    }

    public static Task AddAsync(DbConnection connection, string node, IEnumerable<(string Id, string Tag)> tags) => connection.ExecuteAsync(
        $"INSERT INTO {node}_tag ({node}_id, tag_key, tag) VALUES (@Id, @key, @Tag)", tags.Select(one => new { one.Id, key = KeyOf(one.Tag), one.Tag }));

    private static async Task<ILookup<string, string>> ReadAsync(DbConnection connection, string sql, IEnumerable<string> ids)
    {
        var list = ids.ToList();
        var rows = list.Count == 0 ? [] : await connection.QueryAsync<(string PlaceId, string Tag)>(sql, new { ids = list });
        return rows.ToLookup(row => row.PlaceId, row => row.Tag, StringComparer.Ordinal);
    }
}
