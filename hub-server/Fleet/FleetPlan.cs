using Tongtang.HubServer.Imports;

namespace Tongtang.HubServer.Fleet;

/// <summary>The part of the tree that an import is checked against: what its caller sees, and where they may make schools.</summary>
/// <param name="Regions">Ids by name.</param>
/// <param name="MakesRegions">They manage the whole tree.</param>
/// <param name="SchoolsMayBeMadeIn">Ids of regions.</param>
internal sealed record KnownTree(
    IReadOnlyDictionary<string, string> Regions, bool MakesRegions, IReadOnlySet<string> SchoolsMayBeMadeIn, IReadOnlyDictionary<(string RegionId, string Name), KnownSchool> Schools);

internal sealed record KnownSchool(string Id, SchoolKind Kind, SchoolTier Tier, IReadOnlySet<string> Rooms);

internal sealed record PlannedRegion(string Id, string Name);

internal sealed record PlannedSchool(string Id, string RegionId, string Name, SchoolKind Kind, SchoolTier Tier, IReadOnlyList<string> Tags);

internal sealed record PlannedRoom(string Id, string SchoolId, string Name, IReadOnlyList<string> Tags);

/// <summary>
/// What rows of a file would make: only what is not there yet. A school that is there keeps its kind and tier, and a file
/// that says otherwise is refused. Pure.
/// </summary>
internal sealed class FleetPlan(KnownTree tree, Func<string> newId)
{
    private readonly Dictionary<string, string> _regions = new(tree.Regions, StringComparer.Ordinal);
    private readonly Dictionary<(string RegionId, string Name), (PlannedSchool School, FleetRow Row)> _schools = [];
    private readonly Dictionary<(string SchoolId, string Name), int> _rows = [];

    public List<PlannedRegion> Regions { get; } = [];

    public IEnumerable<PlannedSchool> Schools => _schools.Values.Select(one => one.School);

    public List<PlannedRoom> Rooms { get; } = [];

    /// <summary>Rooms of the file that are there already; they stay as they are.</summary>
    public int Present { get; private set; }

    public bool IsEmpty => Regions.Count + _schools.Count + Rooms.Count == 0;

    /// <summary>Ids of all regions and schools that it puts something into, or makes.</summary>
    public HashSet<(string RegionId, string SchoolId)> Touched { get; } = [];

    public static FleetPlan Of(IEnumerable<FleetRow> rows, TableColumns columns, KnownTree tree, Func<string> newId, List<TableFault> faults)
    {
        var plan = new FleetPlan(tree, newId);
        foreach (var row in rows)
        {
            if (plan.RegionOf(row, columns, faults) is { } regionId && plan.SchoolOf(row, regionId, columns, faults) is { } school) plan.Add(row, regionId, school, columns, faults);
        }
        return plan;
    }

    private string? RegionOf(FleetRow row, TableColumns columns, List<TableFault> faults)
    {
        if (row.Region.Length == 0)
        {
            if (_regions.Count == 1) return _regions.Values.First();
            faults.Add(columns.Fault(row.Row, "region", "region_missing", "There are several regions, or none: the row must name one.", _regions.Keys.Order(StringComparer.Ordinal)));
            return null;
        }
        if (_regions.TryGetValue(row.Region, out var id)) return id;
        if (!tree.MakesRegions)
        {
            faults.Add(columns.Fault(row.Row, "region", "region_unknown", "There is no such region for the caller.", _regions.Keys.Order(StringComparer.Ordinal)));
            return null;
        }
        _regions[row.Region] = id = newId();
        Regions.Add(new PlannedRegion(id, row.Region));
        return id;
    }

    /// <returns>Its id, and its rooms when it is there already.</returns>
    private (string Id, IReadOnlySet<string>? Rooms)? SchoolOf(FleetRow row, string regionId, TableColumns columns, List<TableFault> faults)
    {
        var key = (regionId, row.School);
        if (tree.Schools.TryGetValue(key, out var known))
        {
            if (row.Kind is { } kind && kind != known.Kind) faults.Add(columns.Fault(row.Row, "kind", "school_differs", "The school is there and is of another kind; change it on its page, or leave the cell empty."));
            else if (row.Tier is { } tier && tier != known.Tier) faults.Add(columns.Fault(row.Row, "tier", "school_differs", "The school is there and is of another tier; change it on its page, or leave the cell empty."));
            else return (known.Id, known.Rooms);
            return null;
        }
        if (_schools.TryGetValue(key, out var made))
        {
            var (school, first) = made;
            if (Differs(row.Kind, first.Kind)) faults.Add(columns.Fault(row.Row, "kind", "rows_differ", $"Row {first.Row.Number} says otherwise of the same school."));
            else if (Differs(row.Tier, first.Tier)) faults.Add(columns.Fault(row.Row, "tier", "rows_differ", $"Row {first.Row.Number} says otherwise of the same school."));
            else if (row.SchoolTags.Count > 0 && !row.SchoolTags.SequenceEqual(first.SchoolTags)) faults.Add(columns.Fault(row.Row, "schoolTags", "rows_differ", $"Row {first.Row.Number} says otherwise of the same school."));
            else return (school.Id, null);
            return null;
        }
        if (!tree.MakesRegions && !tree.SchoolsMayBeMadeIn.Contains(regionId))
        {
            faults.Add(columns.Fault(row.Row, "school", "school_unknown", "There is no such school for the caller.", tree.Schools.Keys.Where(one => one.RegionId == regionId).Select(one => one.Name).Order(StringComparer.Ordinal)));
            return null;
        }
        var planned = new PlannedSchool(newId(), regionId, row.School, row.Kind ?? SchoolKind.Other, row.Tier ?? SchoolTier.None, row.SchoolTags);
        _schools[key] = (planned, row);
        Touched.Add((regionId, planned.Id));
        return (planned.Id, null);
    }

    private void Add(FleetRow row, string regionId, (string Id, IReadOnlySet<string>? Rooms) school, TableColumns columns, List<TableFault> faults)
    {
        if (row.Room.Length == 0) return;
        if (!_rows.TryAdd((school.Id, row.Room), row.Row.Number))
        {
            faults.Add(columns.Fault(row.Row, "room", "room_twice", $"Row {_rows[(school.Id, row.Room)]} has the same room."));
        }
        else if (school.Rooms?.Contains(row.Room) == true)
        {
            Present++;
        }
        else
        {
            Rooms.Add(new PlannedRoom(newId(), school.Id, row.Room, row.RoomTags));
            Touched.Add((regionId, school.Id));
        }
    }

    private static bool Differs<T>(T? said, T? before)
        where T : struct => said is { } value && !(before is { } earlier && value.Equals(earlier));
}
