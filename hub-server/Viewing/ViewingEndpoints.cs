using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Viewing;

internal static class ViewingEndpoints
{
    private const int MostSpans = 100;

    private const double Latest = 86_400;

    public static void MapViewing(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/recordings/{id}/viewing").WithTags("recordings").Needs(Right.WatchLessons);
        group.MapPost("/", CountAsync).WithName("countViewing").WithMetadata(CountsOnly.Instance).WithSummary("A player says what was watched; kept as counts, without who it was").ProducesProblem(404);
        group.MapGet("/", GetAsync).WithName("getViewing").WithSummary("How much a recording was watched: for its teacher and those who manage recordings there").ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CountAsync(
        string id, ViewingReport body, Caller caller, Sights sights, RecordingLists recordings, ViewingGate gate, ViewingCounts counts, CancellationToken cancellationToken)
    {
        if (await recordings.FindStandingAsync(await sights.OfAsync(caller, cancellationToken), id, cancellationToken) is not { InBin: false }) return Unknown();
        if (body.Spans.Count is 0 or > MostSpans || body.Spans.Any(span => !(span.FromSeconds >= 0 && span.ToSeconds > span.FromSeconds && span.ToSeconds <= Latest)))
            return Problems.Invalid("spans_invalid", $"Allowed: 1 to {MostSpans} spans, each from a time of the lesson to a later one, in seconds.");
        // A program watches nothing.
        if (caller.AccountId is not { } account) return TypedResults.NoContent();
        var viewer = ViewingCounts.ViewerOf(id, account);
        if (gate.Take(id, viewer, body.Spans.Sum(span => span.ToSeconds - span.FromSeconds)) is not { } isNewPlay)
            return Problems.Invalid("spans_invalid", "More than can have been watched since the last report.");
        await counts.AddAsync(id, viewer, isNewPlay, ViewingCounts.PartsOf(body.Spans), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ViewingStatistics>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, Sights sights, RecordingLists recordings, ViewingCounts counts, CancellationToken cancellationToken)
    {
        var sight = await sights.OfAsync(caller, cancellationToken);
        if (await recordings.FindStandingAsync(sight, id, cancellationToken) is not { } standing) return Unknown();
        if (!sight.MayChange(standing))
            return Problems.Forbidden("recording_of_others", "Only its teacher and those who manage recordings there see how much it was watched.");
        return TypedResults.Ok(await counts.ReadAsync(id, cancellationToken));
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");
}
