using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>A kind of things.</summary>
/// <param name="LifeYears">How many years such things are meant to be used; null: nobody has said.</param>
/// <param name="Assets">How many of them, not scrapped, the caller manages.</param>
internal sealed record AssetKind(string Name, int? LifeYears, int Assets);

/// <summary>Body of <c>PUT /api/v1/assets/kinds</c>.</summary>
/// <param name="Kinds">All that have a service life; a kind that is left out has none.</param>
internal sealed record AssetLives(IReadOnlyList<AssetLife> Kinds);

/// <param name="LifeYears">1 to 50.</param>
internal sealed record AssetLife(string Name, int LifeYears);

/// <summary>Kinds of things and how long they are meant to be used, which the district says for all of its schools.</summary>
internal static class AssetKinds
{
    private const int MostKinds = 300;
    private const int LongestLife = 50;

    /// <summary>Under which the audit looks at all of them.</summary>
    private const string AuditedId = "lives";

    public static void MapAssetKinds(this RouteGroupBuilder group)
    {
        group.MapGet("/kinds", ListAsync).WithName("listAssetKinds").WithSummary($"The kinds in the register and their service lives, the first {MostKinds} of them");
        group.MapPut("/kinds", SetAsync).WithName("setAssetLives").ProducesProblem(403).WithSummary("Says how many years things of each kind are meant to be used");
    }

    private static async Task<Ok<IReadOnlyList<AssetKind>>> ListAsync(Caller caller, HubDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var used = await connection.QueryAsync<(string Name, long Assets)>(
            $"SELECT asset.kind, COUNT(*) {AssetLists.Joins} WHERE asset.state <> 'scrapped' AND {AssetLists.Visible(caller.Scope)} GROUP BY asset.kind ORDER BY asset.kind LIMIT {MostKinds}", new { scopeId = caller.Scope.Id });
        var counts = used.ToDictionary(kind => kind.Name, kind => (int)kind.Assets, StringComparer.Ordinal);
        var lives = (await connection.QueryAsync<(string Name, long Years)>("SELECT name, life_years FROM asset_kind")).ToDictionary(kind => kind.Name, kind => (int)kind.Years, StringComparer.Ordinal);
        return TypedResults.Ok<IReadOnlyList<AssetKind>>(
        [
            .. counts.Keys.Union(lives.Keys).Order(StringComparer.Ordinal).Select(name => new AssetKind(name, lives.TryGetValue(name, out var years) ? years : null, counts.GetValueOrDefault(name))),
        ]);
    }

    private static async Task<Results<Ok<IReadOnlyList<AssetKind>>, ProblemHttpResult>> SetAsync(AssetLives body, Caller caller, HubDatabase database, CancellationToken cancellationToken)
    {
        if (!caller.Scope.IsHub) return Problems.Forbidden("scope_too_small", "Service lives are the whole district's; who manages a part of it cannot set them.");
        if (body.Kinds.Count > MostKinds) return Problems.Invalid("kinds_too_many", $"There are {body.Kinds.Count} kinds; allowed: {MostKinds}.");
        var lives = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (given, years) in body.Kinds)
        {
            if (NameRule.Check(given, "name", out var name, AssetRules.LongestKind) is { } problem) return problem;
            if (years is < 1 or > LongestLife) return Problems.Invalid("life_invalid", $"lifeYears of {name} is {years}; allowed: 1 to {LongestLife}.");
            if (!lives.TryAdd(name, years)) return Problems.Invalid("kind_twice", $"{name} is there twice.");
        }
        WriteWitness.Current?.Made(AuditedId);
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("DELETE FROM asset_kind");
                await connection.ExecuteAsync("INSERT INTO asset_kind (name, life_years) VALUES (@Key, @Value)", lives.AsEnumerable());
            },
            cancellationToken);
        return await ListAsync(caller, database, cancellationToken);
    }
}
