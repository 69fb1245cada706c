using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// How a thing of each kind is looked at before and after a change. Every column that shall be seen is named here; a secret
/// cannot be seen because nobody names it.
/// </summary>
internal sealed class AuditThings
{
    /// <summary>What is in every look; the rest are the thing's members.</summary>
    private static readonly string[] s_frame = ["thing_id", "thing_name", "region_id_of", "school_id_of", "room_id_of"];

    private static readonly IReadOnlyList<ThingLook> s_all = [.. TreeLooks.All, .. PeopleLooks.All, .. LessonLooks.All, .. TimetableLooks.All, .. ReportLooks.All];

    private static readonly Dictionary<string, string> s_sql = s_all.ToDictionary(look => look.Kind, look => look.Sql, StringComparer.Ordinal);

    public static IEnumerable<string> Kinds => s_sql.Keys;

    public static bool Knows(string kind) => s_sql.ContainsKey(kind);

    /// <returns>The first of these that is there; else the first id and nothing more.</returns>
    public static async Task<AuditThing> FindAsync(DbConnection connection, string kind, IReadOnlyList<string> ids)
    {
        if (!s_sql.TryGetValue(kind, out var sql)) return new AuditThing(kind, ids is [var only, ..] ? only : "");
        foreach (var id in ids)
        {
            if ((await connection.QueryAsync(sql, new { id })).FirstOrDefault() is IDictionary<string, object?> row) return View(kind, row);
        }
        return new AuditThing(kind, ids is [var first, ..] ? first : "");
    }

    private static AuditThing View(string kind, IDictionary<string, object?> row) => new(kind, Text(row["thing_id"])!, Text(row["thing_name"]) ?? "", Of(row, "region_id_of"), Of(row, "school_id_of"), Of(row, "room_id_of"))
    {
        Members = row.Where(pair => !s_frame.Contains(pair.Key, StringComparer.Ordinal)).ToDictionary(pair => Member(pair.Key), pair => pair.Key == "url" ? WithoutQuery(Text(pair.Value)) : Text(pair.Value), StringComparer.Ordinal),
    };

    /// <summary>What follows the question mark of an address is a key as often as not.</summary>
    private static string? WithoutQuery(string? address) => address?.Split('?')[0];

    private static string Of(IDictionary<string, object?> row, string column) => row.TryGetValue(column, out var value) ? Text(value) ?? "" : "";

    private static string? Text(object? value) => value is null or DBNull ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    /// <summary><c>first_day</c> is <c>firstDay</c>; times keep the ending that says what they are.</summary>
    private static string Member(string column)
    {
        var words = column.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}

/// <summary>How a thing of one kind is looked at.</summary>
/// <param name="Kind">As in the API's address, in the singular.</param>
/// <param name="Sql">Selects by <c>@id</c>.</param>
internal sealed record ThingLook(string Kind, string Sql)
{
    /// <summary>Where a thing stands whose row has a room.</summary>
    public const string RoomPlace = "school.region_id AS region_id_of, school.id AS school_id_of, room.id AS room_id_of";

    public const string RoomJoin = "JOIN room ON room.id = x.room_id JOIN school ON school.id = room.school_id";

    public const string SchoolPlace = "school.region_id AS region_id_of, school.id AS school_id_of";

    public const string SchoolJoin = "JOIN school ON school.id = x.school_id";
}
