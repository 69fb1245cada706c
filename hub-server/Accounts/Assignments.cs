namespace Tongtang.HubServer.Accounts;

/// <summary>All that somebody is, and where; two are equal when they say the same.</summary>
internal sealed class Assignments(IEnumerable<Assignment> all) : IEquatable<Assignments>
{
    public IReadOnlyList<Assignment> All { get; } = [.. all.Distinct().OrderBy(one => one.Role).ThenByDescending(one => one.Place.Kind).ThenBy(one => one.Place.Id, StringComparer.Ordinal)];

    /// <summary>Every right that is held anywhere.</summary>
    public IEnumerable<Right> Rights => Enum.GetValues<Right>().Where(right => All.Any(one => RoleRights.Of(one.Role).Contains(right)));

    /// <summary>Where one of these rights is held.</summary>
    public Scope For(params ReadOnlySpan<Right> anyOf)
    {
        var places = new List<TreePlace>();
        foreach (var right in anyOf) places.AddRange(Places(right));
        return Scope.Of(places);
    }

    public IEnumerable<TreePlace> Places(Right right) => All.Where(one => RoleRights.Of(one.Role).Contains(right)).Select(one => one.Place).Distinct();

    public bool Equals(Assignments? other) => other is not null && All.SequenceEqual(other.All);

    public override bool Equals(object? obj) => Equals(obj as Assignments);

    public override int GetHashCode() => All.Count == 0 ? 0 : HashCode.Combine(All.Count, All[0]);
}
