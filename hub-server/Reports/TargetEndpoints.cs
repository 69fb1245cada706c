using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>Body of <c>POST /api/v1/usage-targets</c>.</summary>
/// <param name="Figure">One that does not grow with the period: coverage, breadth, lessons-per-room-week, linked-held-share, linked-on-time-share.</param>
/// <param name="Value">Of a share 0 to 1; of lessons up to 100.</param>
/// <param name="From">The first day on which it holds.</param>
/// <param name="PlaceId">A region's or a school's id; null: the whole district.</param>
internal sealed record UsageTargetWish(FigureKey Figure, double Value, DateOnly From, string? PlaceId = null);

internal static class TargetEndpoints
{
    private const double MostLessons = 100;

    public static void MapTargets(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/usage-targets").WithTags("reports").Needs(Right.SeeReports);
        group.MapGet("/", ListAsync).WithName("listUsageTargets").WithSummary("What places shall reach");
        group.MapPost("/", SetAsync).WithName("setUsageTarget").Needs(Right.ManageReports).WithSummary("Sets what a place shall reach from a day on").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteUsageTarget").Needs(Right.ManageReports).WithSummary("Takes a target back").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<UsageTarget>>, ProblemHttpResult>> ListAsync(Caller caller, UsageTargets targets, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(UsageTargets.SortColumns, "-from", "usage_target.id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await targets.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Created<UsageTarget>, ProblemHttpResult>> SetAsync(Caller caller, UsageTargetWish body, UsageTargets targets, CalendarStore places, CancellationToken cancellationToken)
    {
        if (!UsageTargets.CanBeSet(body.Figure)) return Problems.Invalid("figure_invalid", $"{body.Figure.Word()} grows with the period; allowed: {string.Join(", ", Enum.GetValues<FigureKey>().Where(UsageTargets.CanBeSet).Select(figure => figure.Word()))}.");
        var most = FigureUnits.Of(body.Figure) == FigureUnit.Share ? 1 : MostLessons;
        if (!(body.Value >= 0 && body.Value <= most)) return Problems.Invalid("value_invalid", $"value must be from 0 to {most}.");
        if (body.From.Year is < 1970 or > 2200) return ReportQuery.DateProblem("from");
        if (!await CoversAsync(caller.Scope, body.PlaceId.NullIfEmpty(), places, cancellationToken)) return ReportEndpoints.Unknown();
        var id = await targets.SetAsync(body.PlaceId.NullIfEmpty(), body.Figure, body.Value, body.From, caller.Name, cancellationToken);
        return TypedResults.Created($"/api/v1/usage-targets/{id}", await targets.FindAsync(id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, UsageTargets targets, CalendarStore places, CancellationToken cancellationToken)
    {
        if (await targets.FindAsync(id, cancellationToken) is not { } target || !(caller.Scope.IsHub || await CoversAsync(caller.Scope, target.PlaceId, places, cancellationToken)))
            return Problems.Missing("target_unknown", "There is no such target, or it is not the caller's to change.");
        await targets.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<bool> CoversAsync(Scope scope, string? placeId, CalendarStore places, CancellationToken cancellationToken) =>
        scope.IsHub && placeId is null || (placeId is not null && (await places.PathOfAsync(placeId, cancellationToken) is { } path ? scope.Covers(path) : false));
}
