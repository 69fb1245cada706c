using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>Body of <c>POST /api/v1/regions</c>.</summary>
internal sealed record CreateRegion(string Name);

/// <summary>Body of <c>PATCH /api/v1/regions/{id}</c>: what is not given stays.</summary>
internal sealed record ChangeRegion(string? Name = null);

internal static class RegionEndpoints
{
    public static void MapRegions(this RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("listRegions").WithSummary("The regions the caller may see");
        group.MapPost("/", CreateAsync).WithName("createRegion").Needs(Right.ManageTree).WithSummary("A new region").ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getRegion").WithSummary("One region with its counts").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeRegion").Needs(Right.ManageTree).WithSummary("Renames a region").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteRegion").Needs(Right.ManageTree).WithSummary("Deletes a region that holds nothing").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<Region>>, ProblemHttpResult>> ListAsync(
        Caller caller, RegionStore regions, [AsParameters] PageQuery page, string? q, CancellationToken cancellationToken)
    {
        if (page.Plan(RegionStore.SortColumns, "name", "region.id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await regions.ListAsync(caller.Scope, q, plan, cancellationToken));
    }

    private static async Task<Results<Created<Region>, ProblemHttpResult>> CreateAsync(
        CreateRegion body, Caller caller, RegionStore regions, CancellationToken cancellationToken)
    {
        if (!caller.Scope.IsHub) return NodeProblems.OutsideScope("A region is made by someone whose scope is the hub.");
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (await regions.CreateAsync(name, cancellationToken) is not { } id) return NodeProblems.NameTaken("region", name);
        return TypedResults.Created($"/api/v1/regions/{id}", await regions.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<Ok<Region>, ProblemHttpResult>> GetAsync(string id, Caller caller, RegionStore regions, CancellationToken cancellationToken) =>
        await regions.FindAsync(caller.Scope, id, cancellationToken) is { } region ? TypedResults.Ok(region) : NodeProblems.Unknown("region", id);

    private static async Task<Results<Ok<Region>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeRegion body, Caller caller, RegionStore regions, CancellationToken cancellationToken)
    {
        if (await regions.FindAsync(caller.Scope, id, cancellationToken) is not { } region) return NodeProblems.Unknown("region", id);
        if (!caller.Scope.Covers(new ScopePath(id))) return NodeProblems.OutsideScope("A region is changed by someone whose scope covers all of it.");
        if (NameRule.Check(body.Name ?? region.Name, "name", out var name) is { } problem) return problem;
        if (!await regions.RenameAsync(id, name, cancellationToken)) return NodeProblems.NameTaken("region", name);
        return TypedResults.Ok(region with { Name = name });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, RegionStore regions, CancellationToken cancellationToken)
    {
        if (await regions.FindAsync(caller.Scope, id, cancellationToken) is not { } region) return NodeProblems.Unknown("region", id);
        if (!caller.Scope.IsHub) return NodeProblems.OutsideScope("A region is deleted by someone whose scope is the hub.");
        var held = await regions.DeleteAsync(id, cancellationToken);
        return held.Any ? NodeProblems.NotEmpty("region", region.Name, held) : TypedResults.NoContent();
    }
}
