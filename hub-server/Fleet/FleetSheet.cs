using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Fleet;

/// <summary>What one row of a file says.</summary>
/// <param name="Region">Empty: the only one there is.</param>
/// <param name="Kind">Null: not said.</param>
/// <param name="Room">Empty: the row is of the school alone.</param>
internal sealed record FleetRow(
    TableRow Row, string Region, string School, SchoolKind? Kind, SchoolTier? Tier, IReadOnlyList<string> SchoolTags, string Room, IReadOnlyList<string> RoomTags);

/// <summary>From a table's rows to schools and rooms; every cell that is wrong is named. Pure.</summary>
internal static class FleetSheet
{
    public static readonly IReadOnlyList<ColumnWish> Columns =
    [
        new("region", false, "区域", "区县"),
        new("school", true, "学校", "学校名称"),
        new("kind", false, "学校类型", "类型", "school kind"),
        new("tier", false, "学校层级", "层级", "school tier"),
        new("schoolTags", false, "学校标签", "school tags"),
        new("room", false, "教室", "教室名称"),
        new("roomTags", false, "教室标签", "room tags"),
    ];

    private static readonly IReadOnlyDictionary<string, SchoolKind> s_kinds = Known<SchoolKind>("中心校", "教学点", "小学", "初中", "高中", "其他");

    private static readonly IReadOnlyDictionary<string, SchoolTier> s_tiers = Known<SchoolTier>("无", "示范", "实验", "试点");

    public static List<FleetRow> Read(TableColumns columns, Table table, List<TableFault> faults)
    {
        var rows = new List<FleetRow>();
        foreach (var row in table.Rows.Skip(1))
        {
            var before = faults.Count;
            var read = new FleetRow(
                row,
                Name(columns, row, "region", faults),
                Name(columns, row, "school", faults),
                Word(columns, row, "kind", s_kinds, faults),
                Word(columns, row, "tier", s_tiers, faults),
                TagsOf(columns, row, "schoolTags", faults),
                Name(columns, row, "room", faults),
                TagsOf(columns, row, "roomTags", faults));
            if (faults.Count > before) continue;
            if (read.School.Length == 0) faults.Add(columns.Fault(row, "school", "school_missing", "Every row names a school."));
            else if (read.Room.Length == 0 && read.RoomTags.Count > 0) faults.Add(columns.Fault(row, "room", "room_missing", "There are tags of a room, and no room."));
            else rows.Add(read);
        }
        return rows;
    }

    private static string Name(TableColumns columns, TableRow row, string column, List<TableFault> faults)
    {
        if (NameRule.Fault(columns.Text(row, column), NameRule.Longest, out var name) is not { } fault) return name;
        faults.Add(columns.Fault(row, column, "text_invalid", $"The name {fault}; allowed: at most {NameRule.Longest} visible characters."));
        return "";
    }

    private static T? Word<T>(TableColumns columns, TableRow row, string column, IReadOnlyDictionary<string, T> known, List<TableFault> faults)
        where T : struct, Enum
    {
        var text = columns.Text(row, column);
        if (text.Length == 0) return null;
        if (known.TryGetValue(text, out var value)) return value;
        faults.Add(columns.Fault(row, column, $"{column}_invalid", $"Allowed: nothing, {string.Join(", ", known.Keys)}.", known.Keys.Where(word => !char.IsAscii(word[0]))));
        return null;
    }

    private static IReadOnlyList<string> TagsOf(TableColumns columns, TableRow row, string column, List<TableFault> faults)
    {
        if (Tags.Fault(Tags.Split(columns.Text(row, column)), out var tags) is not { } fault) return tags;
        faults.Add(columns.Fault(row, column, "tags_invalid", $"{fault}; allowed: at most {Tags.Most}, each of at most {Tags.Longest} characters, with commas between."));
        return [];
    }

    /// <summary>The words people use, in the order of the values, and those of the API.</summary>
    private static Dictionary<string, T> Known<T>(params ReadOnlySpan<string> names)
        where T : struct, Enum
    {
        var known = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, value) in Enum.GetValues<T>().Index())
        {
            known[names[index]] = value;
            known[value.Word()] = value;
        }
        return known;
    }
}
