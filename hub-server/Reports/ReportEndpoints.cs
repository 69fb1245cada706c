using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>常态化应用: how often, how widely and by how many rooms are really used.</summary>
internal static class ReportEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/usage").WithTags("reports").Needs(Right.SeeReports);
        group.MapGet("/", GetAsync).WithName("getUsage").WithSummary("Coverage, frequency and breadth of a place or a teacher in a period, beside the period before").ProducesProblem(404);
        group.MapGet("/series", GetSeriesAsync).WithName("getUsageSeries").WithSummary("The same period in days, weeks or months").ProducesProblem(404);
        group.MapGet("/league", ListAsync).WithName("listUsage").WithSummary("Regions, schools, rooms, teachers or subjects with what was recorded there").ProducesProblem(404);
    }

    private static async Task<Results<Ok<UsageReport>, ProblemHttpResult>> GetAsync(Caller caller, UsageReader reader, [AsParameters] ReportQuery query, CancellationToken cancellationToken)
    {
        if (query.Check(out var wish) is { } problem) return problem;
        return await reader.FindAsync(caller.Scope, wish, cancellationToken) is { } subject ? TypedResults.Ok(await reader.ReportAsync(subject, cancellationToken)) : Unknown();
    }

    private static async Task<Results<Ok<UsageSeries>, ProblemHttpResult>> GetSeriesAsync(
        Caller caller, UsageReader reader, [AsParameters] ReportQuery query, [FromQuery, Description("day, week or month; what suits the period when not given.")] string? grain, CancellationToken cancellationToken)
    {
        if (query.Check(out var wish) is { } problem) return problem;
        if (!Words.TryEnum<PeriodKind>(grain, out var wanted) || wanted > PeriodKind.Month) return Problems.Invalid("grain_invalid", "grain is not one of day, week, month.");
        return await reader.FindAsync(caller.Scope, wish, cancellationToken) is { } subject ? TypedResults.Ok(await reader.SeriesAsync(subject, wanted, cancellationToken)) : Unknown();
    }

    private static async Task<Results<Ok<Page<LeagueRow>>, ProblemHttpResult>> ListAsync(
        Caller caller, UsageReader reader, UsageLeague league, [AsParameters] PageQuery page, [AsParameters] ReportQuery query,
        [FromQuery, Description("region, school, room, teacher or subject; school when not given.")] string? of, [FromQuery, Description("true: only those with a lesson.")] bool? used, CancellationToken cancellationToken)
    {
        if (page.Plan(UsageLeague.SortColumns, "-lessons", "id", out var plan) is { } wrong) return wrong;
        if (query.Check(out var wish) is { } problem) return problem;
        if (!Words.TryEnum<LeagueOf>(of, out var wanted)) return Problems.Invalid("of_invalid", $"of is not one of {Words.All<LeagueOf>()}.");
        if (await reader.FindAsync(caller.Scope, wish, cancellationToken) is not { } subject) return Unknown();
        return TypedResults.Ok(await league.ListAsync(subject, wanted ?? LeagueOf.School, used ?? false, plan, cancellationToken));
    }

    public static ProblemHttpResult Unknown() => Problems.Missing("place_unknown", "There is no such region, school, room or term, or it is not the caller's to see.");
}
