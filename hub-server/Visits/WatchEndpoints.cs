using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Visits;

internal static class WatchEndpoints
{
    public static void MapWatches(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/watches", ListAsync).WithName("listWatches").Needs(Right.WatchLessons).WithTags("visits").WithSummary("Who looked into which room as it happened, from when to when");

    private static async Task<Results<Ok<Page<WatchItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, WatchLog log, [AsParameters] PageQuery page, [AsParameters] VisitQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(WatchLog.SortColumns, "-beganAt", "watch_log.id DESC", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await log.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }
}
