using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Lessons;

/// <summary>常态化应用 of linked lessons: coverage, minutes, interruptions, participation.</summary>
internal static class StatisticsEndpoints
{
    /// <summary>More than a school year.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(400);

    public static void MapLessonStatistics(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/linked-lesson-statistics", GetAsync).WithTags("lessons").WithName("getLinkedLessonStatistics").Needs(Right.SeeReports)
            .WithSummary("Lessons planned, held and missed, their minutes, interruptions and participation");
        app.MapGet("/api/v1/linked-lesson-statistics.csv", GetCsvAsync).WithTags("lessons").WithName("getLinkedLessonStatisticsCsv").Needs(Right.SeeReports)
            .WithSummary("The same as a table for office programs").Produces<string>(200, "text/csv");
    }

    private static async Task<Results<Ok<LessonStatistics>, ProblemHttpResult>> GetAsync(
        Caller caller, StatisticsReader statistics, TimeProvider time, [FromQuery, Description("pairing, school, region, day, week, month or mode.")] string? by, [AsParameters] LessonQuery query, CancellationToken cancellationToken)
    {
        if (Check(by, query, time.GetUtcNow(), out var wanted, out var filter) is { } problem) return problem;
        return TypedResults.Ok(await statistics.ReadAsync(caller.Scope, filter, wanted, cancellationToken));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetCsvAsync(
        Caller caller, StatisticsReader statistics, TimeProvider time, [FromQuery, Description("pairing, school, region, day, week, month or mode.")] string? by, [AsParameters] LessonQuery query, CancellationToken cancellationToken)
    {
        if (Check(by, query, time.GetUtcNow(), out var wanted, out var filter) is { } problem) return problem;
        var table = StatisticsTable.Csv(await statistics.ReadAsync(caller.Scope, filter, wanted, cancellationToken));
        return TypedResults.File(table, "text/csv; charset=utf-8", $"linked-lessons-by-{wanted.Word()}.csv");
    }

    /// <summary>Without times: the last thirty days. What is planned for later than now is not counted yet.</summary>
    private static ProblemHttpResult? Check(string? word, LessonQuery query, DateTimeOffset now, out StatisticsBy by, out LessonFilter filter)
    {
        by = default;
        if (query.Check(out filter) is { } wrong) return wrong;
        if (!Words.TryEnum<StatisticsBy>(word, out var wanted)) return Problems.Invalid("by_invalid", $"by is not one of {Words.All<StatisticsBy>()}.");
        by = wanted ?? StatisticsBy.Pairing;
        var to = filter.To is { } until && until < now ? until : now;
        var from = filter.From ?? to.AddDays(-30);
        if (to - from > s_longest) return Problems.Invalid("time_invalid", $"from {from:u} to {to:u} is more than {s_longest.Days} days.");
        filter = filter with { From = from, To = to };
        return null;
    }
}
