using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Playback;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

/// <summary>Body of <c>PATCH /api/v1/recordings/{id}</c>: what is not given stays.</summary>
internal sealed record ChangeRecording(string? Title = null);

internal static class RecordingEndpoints
{
    public static void MapRecordingList(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/recordings").WithTags("recordings").Needs(Right.WatchLessons);
        group.MapGet("/", ListAsync).WithName("listRecordings").WithSummary("The recordings the caller may see");
        group.MapGet("/{id}", GetAsync).WithName("getRecording").WithSummary("One recording with its views, tracks, marks and hidden spans").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeRecording").WithSummary("Renames a recording: for its teacher and those who manage recordings there").ProducesProblem(403).ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteRecording").Needs(Right.ManageRecordings).WithSummary("Deletes a recording into the recycle bin").ProducesProblem(404);
    }

    private static async Task<Results<Ok<RecordingList>, ProblemHttpResult>> ListAsync(
        Caller caller, Sights sights, RecordingLists recordings, [AsParameters] PageQuery page, [AsParameters] RecordingQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(RecordingSearch.SortColumns, "-startedAt", "recording.id", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await recordings.ListAsync(await sights.OfAsync(caller, cancellationToken), filter, plan, cancellationToken));
    }

    private static async Task<Results<Ok<RecordingDetail>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, Sights sights, RecordingLists recordings, DownloadRules downloads, CancellationToken cancellationToken)
    {
        var sight = await sights.OfAsync(caller, cancellationToken);
        if (await recordings.FindDetailAsync(sight, id, cancellationToken) is not { } recording || await recordings.FindStandingAsync(sight, id, cancellationToken) is not { } standing) return Unknown();
        return TypedResults.Ok(recording with { Download = await downloads.TermsAsync(caller.Assignments, standing.Path, cancellationToken) });
    }

    private static async Task<Results<Ok<RecordingDetail>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeRecording body, Caller caller, Sights sights, RecordingLists recordings, RecordingChanges changes, DownloadRules downloads, CancellationToken cancellationToken)
    {
        if (await EditEndpoints.RefusalAsync(id, await sights.OfAsync(caller, cancellationToken), recordings, cancellationToken) is { } refused) return refused;
        if (body.Title is { } title)
        {
            if (NameRule.CheckTitle(title, DescriptionRules.LongestTitle, out var clean) is { } fault) return fault;
            await changes.RenameAsync(id, clean, cancellationToken);
        }
        return await GetAsync(id, caller, sights, recordings, downloads, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, RecordingLists recordings, RecycleBin bin, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(Sight.Managing(caller.Scope), id, cancellationToken) is null) return Unknown();
        await bin.PutAsync(id, caller.Name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");
}
