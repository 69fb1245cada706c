using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Collections;

internal static class CollectionEndpoints
{
    public static void MapCollectionRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/collections").WithTags("collections").Needs(Right.WatchLessons);
        group.MapGet("/", ListAsync).WithName("listCollections").WithSummary("Collections in which the caller sees a recording, and those they may change");
        group.MapPost("/", CreateAsync).WithName("createCollection").WithSummary("Makes a collection, which is the caller's").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getCollection").WithSummary("One collection").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeCollection").WithSummary("Renames or describes a collection").ProducesProblem(403).ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteCollection").WithSummary("Deletes a collection; its recordings stay").ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<Collection>>, ProblemHttpResult>> ListAsync(
        Caller caller,
        Sights sights,
        CollectionLists collections,
        [AsParameters] PageQuery page,
        [FromQuery(Name = "q"), Description("Words in the name.")] string? q,
        [FromQuery(Name = "changeable"), Description("true: only those the caller may change.")] bool? changeable,
        CancellationToken cancellationToken)
    {
        if (page.Plan(CollectionLists.SortColumns, "-changedAt", "collection.id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await collections.ListAsync(await sights.ReaderAsync(caller, cancellationToken), q, changeable ?? false, plan, cancellationToken));
    }

    private static async Task<Results<Created<Collection>, ProblemHttpResult>> CreateAsync(
        CreateCollection body, Caller caller, Sights sights, TreePlaces places, CollectionLists collections, CollectionStore store, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.Name, "name", out var name) is { } fault) return fault;
        if (CollectionRules.CheckDescription(body.Description ?? "", out var description) is { } wrong) return wrong;
        var reader = await sights.ReaderAsync(caller, cancellationToken);
        if (!body.Place.IsWellFormed || await places.FindAsync(body.Place, cancellationToken) is not { } place || !(place.IsIn(reader.Sight.Watches) || place.IsIn(reader.Sight.Manages)))
            return Problems.Missing("place_unknown", "There is no such place, or it is not the caller's to see.");
        if (!CollectionRules.MayMake(reader.Sight, place)) return Problems.Forbidden("place_not_managed", "Only those who manage recordings there make collections for a region or the district.");
        if (await store.CreateAsync(caller, body.Place, name, description, cancellationToken) is not { } id)
            return Problems.Conflict("collections_too_many", $"The caller has {CollectionRules.MostOwned} collections; delete one first.");
        return TypedResults.Created($"/api/v1/collections/{id}", (await collections.FindAsync(reader, id, cancellationToken))!);
    }

    private static async Task<Results<Ok<Collection>, ProblemHttpResult>> GetAsync(string id, Caller caller, Sights sights, CollectionLists collections, CancellationToken cancellationToken) =>
        await collections.FindAsync(await sights.ReaderAsync(caller, cancellationToken), id, cancellationToken) is { } found ? TypedResults.Ok(found) : CollectionRules.Unknown();

    private static async Task<Results<Ok<Collection>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeCollection body, Caller caller, Sights sights, CollectionLists collections, CollectionStore store, CancellationToken cancellationToken)
    {
        var reader = await sights.ReaderAsync(caller, cancellationToken);
        if (await collections.FindAsync(reader, id, cancellationToken) is not { } found) return CollectionRules.Unknown();
        if (!found.MayChange) return CollectionRules.OfOthers();
        var (name, description) = (found.Name, found.Description);
        if (body.Name is not null && NameRule.Check(body.Name, "name", out name) is { } fault) return fault;
        if (body.Description is not null && CollectionRules.CheckDescription(body.Description, out description) is { } wrong) return wrong;
        await store.ChangeAsync(id, name, description, cancellationToken);
        return await collections.FindAsync(reader, id, cancellationToken) is { } changed ? TypedResults.Ok(changed) : CollectionRules.Unknown();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, Sights sights, CollectionLists collections, CollectionStore store, CancellationToken cancellationToken)
    {
        if (await collections.FindAsync(await sights.ReaderAsync(caller, cancellationToken), id, cancellationToken) is not { } found) return CollectionRules.Unknown();
        if (!found.MayChange) return CollectionRules.OfOthers();
        await store.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    public static async ValueTask<CollectionReader> ReaderAsync(this Sights sights, Caller caller, CancellationToken cancellationToken) => new(await sights.OfAsync(caller, cancellationToken), caller.AccountId);
}
