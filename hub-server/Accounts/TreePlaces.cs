using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>A place that is there, and where it stands.</summary>
internal readonly record struct KnownPlace(TreePlace Place, ScopePath Path)
{
    public bool IsIn(Scope scope) => Place.Kind == ScopeKind.Hub ? scope.IsHub : scope.Covers(Path);
}

/// <summary>Looks up places of the tree.</summary>
internal sealed class TreePlaces(HubDatabase database)
{
    private const string SelectRegion = "SELECT id AS region_id, NULL AS school_id FROM region WHERE id = @id";

    private const string SelectSchool = "SELECT region_id, id AS school_id FROM school WHERE id = @id";

    /// <returns>Null when there is no such place.</returns>
    public async Task<KnownPlace?> FindAsync(TreePlace place, CancellationToken cancellationToken)
    {
        if (place.Kind == ScopeKind.Hub) return new KnownPlace(TreePlace.Hub, default);
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(place.Kind == ScopeKind.Region ? SelectRegion : SelectSchool, new { id = place.Id });
        return row is null ? null : new KnownPlace(place, new ScopePath(row.RegionId, row.SchoolId));
    }

    /// <summary>Whether whoever holds <paramref name="held"/> has every right that the role would give at the place.</summary>
    public static bool Covers(Assignments held, Role role, KnownPlace place) => RoleRights.Of(role).All(right => place.IsIn(held.For(right)));

    private sealed record Row
    {
        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }
    }
}
