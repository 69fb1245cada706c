using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Collections;

internal static class CollectionItemEndpoints
{
    public static void MapCollectionItems(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/collections/{id}/items").WithTags("collections").Needs(Right.WatchLessons);
        group.MapGet("/", ListAsync).WithName("listCollectionItems").WithSummary("Its recordings that the caller sees, in its order").ProducesProblem(404);
        group.MapPost("/", AddAsync).WithName("addToCollection").WithSummary("Puts recordings at its end").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{recordingId}", RemoveAsync).WithName("removeFromCollection").WithSummary("Takes a recording out; the recording itself stays").ProducesProblem(403).ProducesProblem(404);
        group.MapPut("/{recordingId}/position", MoveAsync).WithName("moveInCollection").WithSummary("Puts a recording before another one").ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<RecordingItem>>, ProblemHttpResult>> ListAsync(
        string id, Caller caller, Sights sights, CollectionLists collections, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(CollectionLists.ItemColumns, "position", "recording.id", out var plan) is { } problem) return problem;
        var reader = await sights.ReaderAsync(caller, cancellationToken);
        if (await collections.FindAsync(reader, id, cancellationToken) is null) return CollectionRules.Unknown();
        return TypedResults.Ok(await collections.ItemsAsync(reader.Sight, id, plan, cancellationToken));
    }

    private static async Task<Results<Ok<AddedToCollection>, ProblemHttpResult>> AddAsync(
        string id, AddToCollection body, Caller caller, Sights sights, CollectionLists collections, CollectionItems items, CancellationToken cancellationToken)
    {
        var reader = await sights.ReaderAsync(caller, cancellationToken);
        if (await CheckAsync(id, reader, collections, cancellationToken) is { } refused) return refused;
        if (body.RecordingIds.Count is 0 or > CollectionRules.MostRecordings)
            return Problems.Invalid("recordings_invalid", $"recordingIds has {body.RecordingIds.Count}; allowed: 1 to {CollectionRules.MostRecordings}.");
        return await items.AddAsync(reader.Sight, id, body.RecordingIds, cancellationToken) is { } added
            ? TypedResults.Ok(added)
            : Problems.Conflict("collection_full", $"A collection holds {CollectionRules.MostRecordings} recordings.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, string recordingId, Caller caller, Sights sights, CollectionLists collections, CollectionItems items, CancellationToken cancellationToken)
    {
        var reader = await sights.ReaderAsync(caller, cancellationToken);
        if (await CheckAsync(id, reader, collections, cancellationToken) is { } refused) return refused;
        return await items.RemoveAsync(reader.Sight, id, recordingId, cancellationToken) ? TypedResults.NoContent() : CollectionRules.UnknownRecording();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MoveAsync(
        string id, string recordingId, MoveInCollection body, Caller caller, Sights sights, CollectionLists collections, CollectionItems items, CancellationToken cancellationToken)
    {
        var reader = await sights.ReaderAsync(caller, cancellationToken);
        if (await CheckAsync(id, reader, collections, cancellationToken) is { } refused) return refused;
        return await items.MoveAsync(reader.Sight, id, recordingId, body.Before, cancellationToken) ? TypedResults.NoContent() : CollectionRules.UnknownRecording();
    }

    /// <returns>Why the caller may not change it.</returns>
    private static async Task<ProblemHttpResult?> CheckAsync(string id, CollectionReader reader, CollectionLists collections, CancellationToken cancellationToken) =>
        await collections.FindAsync(reader, id, cancellationToken) is not { } found ? CollectionRules.Unknown() : found.MayChange ? null : CollectionRules.OfOthers();
}
