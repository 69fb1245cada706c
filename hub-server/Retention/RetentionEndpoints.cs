using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Retention;

internal static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithTags("recordings").Needs(Right.ManageRecordings);
        group.MapGet("/retention-rules", ListAsync).WithName("listRetentionRules").WithSummary("How long recordings are kept");
        group.MapPost("/retention-rules", SetAsync).WithName("setRetentionRule").WithSummary("Says how long a place's recordings are kept").ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/retention-rules/{id}", DeleteAsync).WithName("deleteRetentionRule").WithSummary("Takes a rule back").ProducesProblem(404);
        group.MapGet("/retention-preview", PreviewAsync).WithName("previewRetention").WithSummary("What the rules delete up to a night, or would if one of them were another").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<RetentionRule>>, ProblemHttpResult>> ListAsync(Caller caller, RetentionRules rules, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(RetentionRules.SortColumns, "placeName", "retention_rule.visibility, retention_rule.id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await rules.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Created<RetentionRule>, ProblemHttpResult>> SetAsync(RetentionWish body, Caller caller, RetentionRules rules, CancellationToken cancellationToken)
    {
        var wish = body with { PlaceId = body.PlaceId.NullIfEmpty() };
        if (RetentionQuery.CheckDays(wish, "days") is { } wrong) return wrong;
        if (!await CoversAsync(caller.Scope, wish.PlaceId, rules, cancellationToken)) return UnknownPlace();
        if (await rules.SetAsync(wish, caller.Name, cancellationToken) is not { } id) return Problems.Conflict("rules_too_many", $"There are {RetentionRules.Most} rules; take one back first.");
        return TypedResults.Created($"/api/v1/retention-rules/{id}", await rules.FindAsync(id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, RetentionRules rules, CancellationToken cancellationToken)
    {
        if (await rules.FindAsync(id, cancellationToken) is not { } rule || !await CoversAsync(caller.Scope, rule.PlaceId, rules, cancellationToken))
            return Problems.Missing("rule_unknown", "There is no such rule, or it is not the caller's to change.");
        await rules.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RetentionPreview>, ProblemHttpResult>> PreviewAsync(
        Caller caller, HubDatabase database, RetentionRules rules, RetentionNights nights, [AsParameters] PageQuery page, [AsParameters] RetentionQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(DueRecordings.SortColumns, "goesOn", "recording.id", out var plan) is { } problem) return problem;
        if (query.Check(nights.Today, out var night, out var trial) is { } wrong) return wrong;
        if (trial.Wish is { } wish && !await CoversAsync(caller.Scope, wish.PlaceId, rules, cancellationToken)) return UnknownPlace();
        if (query.Place.NullIfEmpty() is { } place && !await CoversAsync(caller.Scope, place, rules, cancellationToken)) return UnknownPlace();
        var due = new DueRecordings(night, nights.Zone, caller.Scope, trial) { Place = query.Place.NullIfEmpty() };
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        return TypedResults.Ok(await due.PreviewAsync(connection, plan));
    }

    private static async Task<bool> CoversAsync(Scope scope, string? placeId, RetentionRules rules, CancellationToken cancellationToken) =>
        placeId is null ? scope.IsHub : await rules.PathOfAsync(placeId, cancellationToken) is { } path && scope.Covers(path);

    private static ProblemHttpResult UnknownPlace() => Problems.Missing("place_unknown", "There is no such place, or it is not the caller's to decide on.");
}
