using System.Text.Json.Serialization;

namespace Tongtang.HubServer.Accounts;

/// <summary>The narrowest is first, so that a scope nobody filled in covers nothing.</summary>
internal enum ScopeKind
{
    School,
    Region,
    Hub,
}

/// <summary>Where a thing stands in the tree; what is null is above it.</summary>
internal readonly record struct ScopePath(string RegionId, string? SchoolId = null, string? RoomId = null);

/// <summary>
/// The part of the tree somebody may see and command: all of the hub, one region or one school. Every query honours it;
/// what is outside does not exist for the caller (404).
/// </summary>
/// <param name="Kind">How much of the tree.</param>
/// <param name="Id">The region's or school's id; null for the hub.</param>
[method: JsonConstructor]
internal readonly record struct Scope(ScopeKind Kind, string? Id = null)
{
    public static Scope Hub { get; } = new(ScopeKind.Hub);

    public bool Covers(ScopePath path) => Kind switch
    {
        ScopeKind.Hub => true,
        ScopeKind.Region => Id is not null && path.RegionId == Id,
        _ => Id is not null && path.SchoolId == Id,
    };

    /// <summary>
    /// The condition to AND into a query, with its value in the parameter <c>@scopeId</c>: pass <c>scopeId = scope.Id</c>.
    /// </summary>
    /// <param name="region">The column holding the region's id, such as <c>school.region_id</c>.</param>
    /// <param name="school">The column holding the school's id; null where rows stand above schools, which only hub and region see.</param>
    public string Filter(string region, string? school) => Kind switch
    {
        ScopeKind.Hub => "1 = 1",
        ScopeKind.Region => $"{region} = @scopeId",
        _ => school is null ? "1 = 0" : $"{school} = @scopeId",
    };
}
