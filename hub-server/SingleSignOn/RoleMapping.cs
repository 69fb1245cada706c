using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>From what a provider says of a person to what they are here.</summary>
internal sealed class RoleMapping(SingleSignOnSettings settings, HubDatabase database)
{
    /// <summary>Places a person may have by one claim.</summary>
    private const int MostPlaces = 50;

    private const string SelectRegions = "SELECT id FROM region WHERE id = @name OR name = @name LIMIT 2";

    private const string SelectSchools = "SELECT id FROM school WHERE id = @name OR name = @name LIMIT 2";

    /// <returns>What the rules give; a place that is not in the tree gives nothing, nor does a name that several schools have.</returns>
    public async Task<IReadOnlyList<Assignment>> RolesAsync(ProviderClaims claims, CancellationToken cancellationToken)
    {
        var roles = new List<Assignment>();
        foreach (var rule in settings.Roles)
        {
            var values = claims.Values(rule.Claim);
            if (rule.Value.Length == 0 ? values.Count == 0 : !values.Contains(rule.Value, StringComparer.Ordinal)) continue;
            if (rule.PlaceKind == ScopeKind.Hub) roles.Add(new Assignment(rule.Role, TreePlace.Hub));
            else roles.AddRange((await PlacesAsync(rule.PlaceKind, claims.Values(rule.PlaceClaim), cancellationToken)).Select(place => new Assignment(rule.Role, place)));
        }
        return [.. roles.Distinct()];
    }

    private async Task<IReadOnlyList<TreePlace>> PlacesAsync(ScopeKind kind, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var places = new List<TreePlace>();
        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var name in names.Distinct(StringComparer.Ordinal).Take(MostPlaces))
        {
            var ids = (await connection.QueryAsync<string>(kind == ScopeKind.Region ? SelectRegions : SelectSchools, new { name })).AsList();
            if (ids is [var only]) places.Add(new TreePlace(kind, only));
        }
        return places;
    }
}
