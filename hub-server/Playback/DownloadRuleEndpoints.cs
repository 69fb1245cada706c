using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Playback;

internal static class DownloadRuleEndpoints
{
    public static void MapDownloadRules(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/download-rules").WithTags("playback").Needs(Right.ManageRecordings);
        group.MapGet("/", ListAsync).WithName("listDownloadRules").WithSummary("Who may download recordings, and what carries the name of whoever watches");
        group.MapPost("/", SetAsync).WithName("setDownloadRule").WithSummary("Says it for a place and all below it").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteDownloadRule").WithSummary("Takes a rule back; what holds above the place holds again").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<DownloadRule>>, ProblemHttpResult>> ListAsync(Caller caller, DownloadRules rules, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(DownloadRules.SortColumns, "placeName", "download_rule.id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await rules.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Created<DownloadRule>, ProblemHttpResult>> SetAsync(SetDownloadRule body, Caller caller, DownloadRules rules, CancellationToken cancellationToken)
    {
        var wish = body with { PlaceId = body.PlaceId.NullIfEmpty() };
        if (!await CoversAsync(caller.Scope, wish.PlaceId, rules, cancellationToken)) return Problems.Missing("place_unknown", "There is no such place, or it is not the caller's to decide on.");
        var id = await rules.SetAsync(wish, caller.Name, cancellationToken);
        return TypedResults.Created($"/api/v1/download-rules/{id}", await rules.FindAsync(id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, DownloadRules rules, CancellationToken cancellationToken)
    {
        if (await rules.FindAsync(id, cancellationToken) is not { } rule || !await CoversAsync(caller.Scope, rule.PlaceId, rules, cancellationToken))
            return Problems.Missing("rule_unknown", "There is no such rule, or it is not the caller's to change.");
        await rules.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<bool> CoversAsync(Scope scope, string? placeId, DownloadRules rules, CancellationToken cancellationToken) =>
        placeId is null ? scope.IsHub : await rules.PathOfAsync(placeId, cancellationToken) is { } path && scope.Covers(path);
}
