namespace Tongtang.HubServer.Accounts;

/// <summary>Where a thing stands in the tree; what is null is above it.</summary>
internal readonly record struct ScopePath(string RegionId, string? SchoolId = null, string? RoomId = null);

/// <summary>
/// The part of the tree where somebody has the right that is asked for: all of the hub, or some regions and schools, or
/// nothing. Every query honours it; what is outside does not exist for the caller (404).
/// </summary>
internal sealed class Scope : IEquatable<Scope>
{
    private readonly string[] _regions;
    private readonly string[] _schools;

    private Scope(bool isHub, IEnumerable<string> regions, IEnumerable<string> schools)
    {
        IsHub = isHub;
        _regions = [.. regions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _schools = [.. schools.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Id = [.. _regions, .. _schools];
    }

    /// <summary>The scope of one place.</summary>
    public Scope(ScopeKind kind, string? id = null)
        : this(kind == ScopeKind.Hub, kind == ScopeKind.Region && id is not null ? [id] : [], kind == ScopeKind.School && id is not null ? [id] : [])
    {
    }

    public static Scope Hub { get; } = new(ScopeKind.Hub);

    public static Scope Nothing { get; } = new(ScopeKind.School);

    public bool IsHub { get; }

    public bool IsNothing => !IsHub && Id.Count == 0;

    /// <summary>Of its places the widest.</summary>
    public ScopeKind Kind => IsHub ? ScopeKind.Hub : _regions.Length > 0 ? ScopeKind.Region : ScopeKind.School;

    /// <summary>The ids of its regions and schools: what <see cref="Filter"/> reads as <c>@scopeId</c>.</summary>
    public IReadOnlyList<string> Id { get; }

    public static Scope Of(IReadOnlyCollection<TreePlace> places) => places.Any(place => place.Kind == ScopeKind.Hub)
        ? Hub
        : new Scope(false, Ids(places, ScopeKind.Region), Ids(places, ScopeKind.School));

    public bool Covers(ScopePath path) => IsHub
        || Array.IndexOf(_regions, path.RegionId) >= 0
        || (path.SchoolId is not null && Array.IndexOf(_schools, path.SchoolId) >= 0);

    /// <summary>
    /// The condition to AND into a query, with its values in the parameter <c>@scopeId</c>: pass <c>scopeId = scope.Id</c>.
    /// </summary>
    /// <param name="region">The column holding the region's id, such as <c>school.region_id</c>.</param>
    /// <param name="school">The column holding the school's id; null where rows stand above schools, which only hub and region see.</param>
    /// <param name="ids">The parameter, where a query has two scopes.</param>
    public string Filter(string region, string? school, string ids = "@scopeId") => (IsHub, _regions.Length > 0, _schools.Length > 0 && school is not null) switch
    {
        (true, _, _) => "1 = 1",
        (_, true, true) => $"({region} IN {ids} OR {school} IN {ids})",
        (_, true, false) => $"{region} IN {ids}",
        (_, false, true) => $"{school} IN {ids}",
        _ => "1 = 0",
    };

    /// <summary>The same for rows that stand at a place of the tree themselves, such as tokens.</summary>
    /// <param name="place">The column holding the place's id; a region's scope covers its schools' rows, too.</param>
    public string FilterPlaces(string place) => (IsHub, _regions.Length > 0, IsNothing) switch
    {
        (true, _, _) => "1 = 1",
        (_, true, _) => $"({place} IN @scopeId OR {place} IN (SELECT id FROM school WHERE region_id IN @scopeId))",
        (_, _, false) => $"{place} IN @scopeId",
        _ => "1 = 0",
    };

    public bool Equals(Scope? other) => other is not null && IsHub == other.IsHub && _regions.SequenceEqual(other._regions) && _schools.SequenceEqual(other._schools);

    public override bool Equals(object? obj) => Equals(obj as Scope);

    public override int GetHashCode() => HashCode.Combine(IsHub, _regions.Length, Id.Count > 0 ? Id[0] : null);

    private static IEnumerable<string> Ids(IEnumerable<TreePlace> places, ScopeKind kind) => places.Where(place => place.Kind == kind && place.Id is not null).Select(place => place.Id!);
}
