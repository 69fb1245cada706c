using Tongtang.HubServer.Imports;

namespace Tongtang.HubServer.Assets;

/// <summary>What an import is checked against.</summary>
/// <param name="Regions">Those of which the caller manages all: an asset may stand above their schools.</param>
/// <param name="Schools">Of the caller's scope.</param>
/// <param name="Rooms">Of the caller's scope.</param>
/// <param name="TakenCodes">Keys of the file's codes that are there already, anywhere on the hub.</param>
internal sealed record KnownPlaces(IReadOnlyList<AssetPlace> Regions, IReadOnlyList<AssetPlace> Schools, IReadOnlyList<AssetPlace> Rooms, IReadOnlySet<string> TakenCodes);

/// <summary>What rows of a file would register: all of it, or nothing. Pure.</summary>
internal sealed class AssetPlan
{
    private readonly KnownPlaces _known;
    private readonly ILookup<string, AssetPlace> _schools;
    private readonly ILookup<string, AssetPlace> _rooms;
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);

    private AssetPlan(KnownPlaces known)
    {
        _known = known;
        _schools = known.Schools.ToLookup(place => place.SchoolName!, StringComparer.Ordinal);
        _rooms = known.Rooms.ToLookup(place => place.RoomName!, StringComparer.Ordinal);
    }

    public static List<(AssetSheetRow Row, AssetPlace Place)> Of(IEnumerable<AssetSheetRow> rows, TableColumns columns, KnownPlaces known, List<TableFault> faults)
    {
        var plan = new AssetPlan(known);
        var found = new List<(AssetSheetRow, AssetPlace)>();
        foreach (var row in rows)
        {
            var (isNew, place) = (plan.IsNew(row, columns, faults), plan.PlaceOf(row, columns, faults));
            if (isNew && place is not null) found.Add((row, place));
        }
        return found;
    }

    private bool IsNew(AssetSheetRow row, TableColumns columns, List<TableFault> faults)
    {
        var key = AssetCode.KeyOf(row.Fields.Code);
        if (_known.TakenCodes.Contains(key)) faults.Add(columns.Fault(row.Row, "code", "asset_code_taken", "There is an asset with this code already."));
        else if (_codes.TryAdd(key, row.Row.Number)) return true;
        else faults.Add(columns.Fault(row.Row, "code", "asset_code_twice", $"Row {_codes[key]} has the same code."));
        return false;
    }

    private AssetPlace? PlaceOf(AssetSheetRow row, TableColumns columns, List<TableFault> faults)
    {
        if (row.School.Length == 0 && row.Room.Length == 0) return RegionOf(row, columns, faults);
        if (row.School.Length == 0)
        {
            if (_rooms[row.Room].Where(place => IsIn(place, row)).Take(2).ToList() is [var only]) return only;
            faults.Add(columns.Fault(row.Row, "school", "school_missing", "The row names a room, and not the school that it is in."));
            return null;
        }
        var schools = _schools[row.School].Where(place => IsIn(place, row)).Take(2).ToList();
        if (schools is not [var school])
        {
            faults.Add(schools.Count == 0
                ? columns.Fault(row.Row, "school", "school_unknown", "There is no such school for the caller.", _schools.Select(group => group.Key).Order(StringComparer.Ordinal))
                : columns.Fault(row.Row, "region", "region_missing", "Several regions have a school of this name: the row must name one."));
            return null;
        }
        if (row.Room.Length == 0) return school;
        if (_rooms[row.Room].FirstOrDefault(place => place.SchoolId == school.SchoolId) is { } room) return room;
        faults.Add(columns.Fault(row.Row, "room", "room_unknown", "The school has no such room.", _known.Rooms.Where(place => place.SchoolId == school.SchoolId).Select(place => place.RoomName!).Order(StringComparer.Ordinal)));
        return null;
    }

    private AssetPlace? RegionOf(AssetSheetRow row, TableColumns columns, List<TableFault> faults)
    {
        var regions = _known.Regions.Where(place => IsIn(place, row)).Take(2).ToList();
        if (regions is [var region]) return region;
        faults.Add(row.Region.Length > 0
            ? columns.Fault(row.Row, "region", "region_unknown", "There is no such region for the caller to keep assets in.", _known.Regions.Select(place => place.RegionName).Order(StringComparer.Ordinal))
            : columns.Fault(row.Row, "school", "place_missing", "The row says nowhere where it stands."));
        return null;
    }

    private static bool IsIn(AssetPlace place, AssetSheetRow row) => row.Region.Length == 0 || place.RegionName == row.Region;
}
