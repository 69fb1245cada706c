using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Assets;

/// <summary>A place of the tree where an asset may stand: a region's own office or store, a school, or a room.</summary>
internal sealed record AssetPlace
{
    public required string RegionId { get; init; }

    public required string RegionName { get; init; }

    public string? SchoolId { get; init; }

    public string? SchoolName { get; init; }

    public string? RoomId { get; init; }

    public string? RoomName { get; init; }

    /// <summary>As people read it, also when it is called otherwise later.</summary>
    public string Names => string.Join(" / ", new[] { RegionName, SchoolName, RoomName }.OfType<string>());

    /// <summary>Of the three ids only that of the place itself is kept with the asset.</summary>
    public (string? RegionId, string? SchoolId, string? RoomId) Kept => RoomId is not null ? (null, null, RoomId) : SchoolId is not null ? (null, SchoolId, null) : (RegionId, null, null);
}

/// <summary>Which place is meant: the narrowest that is given.</summary>
internal readonly record struct AssetPlaceWish(string? RegionId, string? SchoolId, string? RoomId)
{
    public bool IsGiven => !string.IsNullOrEmpty(RegionId) || !string.IsNullOrEmpty(SchoolId) || !string.IsNullOrEmpty(RoomId);
}

/// <summary>Looks up places for assets, within the caller's scope.</summary>
internal static class AssetPlaces
{
    private const string SelectRoom = """
        SELECT region.id AS region_id, region.name AS region_name, school.id AS school_id, school.name AS school_name, room.id AS room_id, room.name AS room_name
        FROM room JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id WHERE room.id = @id
        """;

    private const string SelectSchool = """
        SELECT region.id AS region_id, region.name AS region_name, school.id AS school_id, school.name AS school_name
        FROM school JOIN region ON region.id = school.region_id WHERE school.id = @id
        """;

    private const string SelectRegion = "SELECT region.id AS region_id, region.name AS region_name FROM region WHERE region.id = @id";

    /// <returns>Null when there is no such place for the caller.</returns>
    public static Task<AssetPlace?> FindAsync(DbConnection connection, Scope scope, AssetPlaceWish wish)
    {
        var (sql, id, school) = !string.IsNullOrEmpty(wish.RoomId) ? (SelectRoom, wish.RoomId, "school.id")
            : !string.IsNullOrEmpty(wish.SchoolId) ? (SelectSchool, wish.SchoolId, "school.id")
            : (SelectRegion, wish.RegionId, null);
        return connection.QuerySingleOrDefaultAsync<AssetPlace>($"{sql} AND {scope.Filter("region.id", school)}", new { id, scopeId = scope.Id });
    }
}
