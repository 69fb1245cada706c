using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

internal static class RecycleBinEndpoints
{
    public static void MapRecycleBin(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/recycle-bin").WithTags("recordings").Needs(Right.ManageRecordings);
        group.MapGet("/", ListAsync).WithName("listRecycleBin").WithSummary("Deleted recordings, and when they go for good");
        group.MapPost("/{id}/restore", RestoreAsync).WithName("restoreRecording").WithSummary("Puts a deleted recording back into the library").ProducesProblem(404);
        group.MapDelete("/{id}", DiscardAsync).WithName("discardRecording").WithSummary("Deletes a recording of the recycle bin with its media for good").ProducesProblem(404);
    }

    private static async Task<Results<Ok<RecordingList>, ProblemHttpResult>> ListAsync(
        Caller caller, RecordingLists recordings, [AsParameters] PageQuery page, [AsParameters] RecordingQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(RecordingSearch.SortColumns, "-deletedAt", "recording.id", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await recordings.ListAsync(Sight.Managing(caller.Scope), filter with { InBin = true }, plan, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RestoreAsync(string id, Caller caller, RecordingLists recordings, RecycleBin bin, CancellationToken cancellationToken)
    {
        if (await recordings.FindInBinAsync(Sight.Managing(caller.Scope), id, cancellationToken) is null) return Unknown();
        await bin.RestoreAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(string id, Caller caller, RecordingLists recordings, RecycleBin bin, CancellationToken cancellationToken)
    {
        if (await recordings.FindInBinAsync(Sight.Managing(caller.Scope), id, cancellationToken) is null) return Unknown();
        await bin.DiscardAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("recording_not_in_bin", "This recording is not in the recycle bin, or it is not the caller's to see.");
}
