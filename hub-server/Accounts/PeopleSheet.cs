using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Accounts;

/// <summary>A school with its region, or a region alone, as an import may name it.</summary>
internal sealed record NamedPlace(TreePlace Place, string Region, string School);

/// <summary>What one row of a file says.</summary>
internal sealed record PeopleRow(TableRow Row, string Name, IReadOnlyList<Assignment> Roles);

/// <summary>From a table's rows to accounts; every cell that is wrong is named. Pure.</summary>
internal static class PeopleSheet
{
    public static readonly IReadOnlyList<ColumnWish> Columns =
    [
        new("name", true, "用户名", "姓名", "user name"),
        new("role", true, "角色", "roles"),
        new("region", false, "区域", "区县"),
        new("school", false, "学校", "学校名称"),
    ];

    private static readonly Dictionary<string, Role> s_roles = Known("系统管理员", "安全管理员", "审计员", "区域工作人员", "学校管理员", "教师", "教研员", "安装人员", "查看者");

    /// <param name="places">Those that the importer may name.</param>
    /// <param name="taken">Keys of the names that are there already, see <see cref="LookKey"/>.</param>
    /// <param name="mixes">Whether nobody may be all of these.</param>
    public static List<PeopleRow> Read(
        TableColumns columns, Table table, IReadOnlyList<NamedPlace> places, IReadOnlySet<string> taken, Func<IEnumerable<Assignment>, bool> mixes, List<TableFault> faults)
    {
        var rows = new List<PeopleRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in table.Rows.Skip(1).Where(row => row.Cells.Any(cell => cell.Length > 0)))
        {
            var before = faults.Count;
            var name = Name(columns, row, taken, seen, faults);
            var roles = Roles(columns, row, faults);
            var place = Place(columns, row, places, faults);
            if (faults.Count > before) continue;
            List<Assignment> all = [.. roles.Select(role => new Assignment(role, place))];
            if (mixes(all)) faults.Add(columns.Fault(row, "role", "administrators_apart", "Under the profile mlps nobody is two of the three administrators."));
            else rows.Add(new PeopleRow(row, name, all));
        }
        return rows;
    }

    private static string Name(TableColumns columns, TableRow row, IReadOnlySet<string> taken, HashSet<string> seen, List<TableFault> faults)
    {
        var text = columns.Text(row, "name");
        if (NameRule.Fault(text, NameRule.Longest, out var name) is { } fault) faults.Add(columns.Fault(row, "name", "text_invalid", $"The name {fault}; allowed: 1 to {NameRule.Longest} visible characters."));
        else if (name.Length == 0) faults.Add(columns.Fault(row, "name", "name_missing", "Every row names somebody."));
        else if (taken.Contains(LookKey.Of(name))) faults.Add(columns.Fault(row, "name", "name_taken", "There is an account of this name already, or one whose name looks like it."));
        else if (!seen.Add(LookKey.Of(name))) faults.Add(columns.Fault(row, "name", "name_twice", "The name, or one that looks like it, stands above already."));
        return name;
    }

    private static List<Role> Roles(TableColumns columns, TableRow row, List<TableFault> faults)
    {
        var roles = new List<Role>();
        var words = columns.Text(row, "role").Split([',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) faults.Add(columns.Fault(row, "role", "role_missing", "Everybody is something.", Chinese));
        foreach (var word in words)
        {
            if (s_roles.TryGetValue(word, out var role)) roles.Add(role);
            else faults.Add(columns.Fault(row, "role", "role_unknown", $"Allowed: {string.Join(", ", s_roles.Keys)}.", Chinese));
        }
        return [.. roles.Distinct()];
    }

    private static TreePlace Place(TableColumns columns, TableRow row, IReadOnlyList<NamedPlace> places, List<TableFault> faults)
    {
        var (region, school) = (columns.Text(row, "region"), columns.Text(row, "school"));
        if (region.Length == 0 && school.Length == 0) return TreePlace.Hub;
        var inRegion = places.Where(place => region.Length == 0 || place.Region == region).ToList();
        if (inRegion.Count == 0)
        {
            faults.Add(columns.Fault(row, "region", "region_unknown", "There is no such region, or it is not the importer's.", places.Select(place => place.Region).Distinct(StringComparer.Ordinal)));
            return default;
        }
        var found = inRegion.Where(place => place.School == school).ToList();
        if (found is [var only]) return only.Place;
        var schools = inRegion.Where(place => place.School.Length > 0).ToList();
        if (found.Count > 1) faults.Add(columns.Fault(row, "school", "school_ambiguous", "Several regions have a school of this name; name the region, too.", found.Select(place => $"{place.Region} {place.School}")));
        else if (school.Length > 0) faults.Add(columns.Fault(row, "school", "school_unknown", "There is no such school, or it is not the importer's.", schools.Select(place => place.School)));
        else faults.Add(columns.Fault(row, "school", "role_beyond", "The whole region is not the importer's to give; name a school.", schools.Select(place => place.School)));
        return default;
    }

    private static IEnumerable<string> Chinese => s_roles.Keys.Where(word => !char.IsAscii(word[0]));

    /// <summary>The words people use, in the order of the roles, and those of the API.</summary>
    private static Dictionary<string, Role> Known(params ReadOnlySpan<string> names)
    {
        var known = new Dictionary<string, Role>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, role) in Enum.GetValues<Role>().Index())
        {
            known[names[index]] = role;
            known[role.Word()] = role;
        }
        return known;
    }
}
