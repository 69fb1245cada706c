using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>Body of <c>POST /api/v1/frozen-reports</c>: a period that is over, of a place where the caller sees everything.</summary>
internal sealed record FreezeBody(string Title, string? Region = null, string? School = null, string? Room = null, PeriodKind Period = PeriodKind.Month, string? Date = null, string? Term = null, string? From = null, string? To = null)
{
    public ReportQuery Query() => new(Region, School, Room, null, Period.Word(), Date, Term, From, To);
}

/// <summary>Reports as they were, signed: made, shown, proved, held against what is counted today.</summary>
internal static class FrozenEndpoints
{
    private const int LongestTitle = 200;

    public static void MapFrozenReports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/frozen-reports").WithTags("reports").Needs(Right.SeeReports);
        group.MapGet("/", ListAsync).WithName("listFrozenReports").WithSummary("Reports that were frozen");
        group.MapPost("/", FreezeAsync).WithName("freezeReport").Needs(Right.ManageReports).WithSummary("Keeps and signs a report of a period that is over, as it is now; it is never changed").ProducesProblem(404).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getFrozenReport").WithSummary("A frozen report, whether it is as it was signed, and what proves it").ProducesProblem(404);
        group.MapGet("/{id}/document", GetDocumentAsync).WithName("getFrozenReportDocument").WithSummary("The bytes that were signed, for a check of one's own").Produces<byte[]>(200, "application/json").ProducesProblem(404);
        group.MapGet("/{id}/difference", GetDifferenceAsync).WithName("getFrozenReportDifference").WithSummary("Which figures would be other if it were counted today").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<FrozenReport>>, ProblemHttpResult>> ListAsync(Caller caller, FrozenReports frozen, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(FrozenReports.SortColumns, "-madeAt", "id DESC", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await frozen.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Created<FrozenReport>, ProblemHttpResult>> FreezeAsync(
        Caller caller, FreezeBody body, UsageReader reader, FrozenReports frozen, CancellationToken cancellationToken)
    {
        if (NameRule.CheckTitle(body.Title, LongestTitle, out var title) is { } fault) return fault;
        if (body.Query().Check(out var wish) is { } problem) return problem;
        if (await reader.FindAsync(caller.Scope, wish, cancellationToken) is not { } subject || !subject.Filter.Place.IsCoveredBy(caller.Scope)) return ReportEndpoints.Unknown();
        if (subject.Period.To >= reader.Today) return Problems.Conflict("period_running", "The period is not over; a report is frozen when nothing is to come.");
        if (await reader.UncountedAsync(cancellationToken) > 0) return Problems.Conflict("usage_uncounted", "Older recordings are not counted yet; try again in some minutes.");
        // A term may be given other days later; these are the days that were frozen.
        var days = wish with { Kind = PeriodKind.Range, From = subject.Period.From, To = subject.Period.To, Term = null, Date = null };
        var id = await frozen.FreezeAsync(subject, days, title, caller.Name, cancellationToken);
        return TypedResults.Created($"/api/v1/frozen-reports/{id}", (await frozen.FindAsync(caller.Scope, id, cancellationToken))!.Item);
    }

    private static async Task<Results<Ok<FrozenReportDetail>, ProblemHttpResult>> GetAsync(string id, Caller caller, FrozenReports frozen, CancellationToken cancellationToken) =>
        await frozen.FindAsync(caller.Scope, id, cancellationToken) is { } found ? TypedResults.Ok(frozen.Detail(found)) : Unknown();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetDocumentAsync(string id, Caller caller, FrozenReports frozen, CancellationToken cancellationToken) =>
        await frozen.FindAsync(caller.Scope, id, cancellationToken) is { } found ? TypedResults.File(found.Document, "application/json", $"report-{id}.json") : Unknown();

    private static async Task<Results<Ok<ReportDifference>, ProblemHttpResult>> GetDifferenceAsync(string id, Caller caller, UsageReader reader, FrozenReports frozen, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await frozen.FindAsync(caller.Scope, id, cancellationToken) is not { } found) return Unknown();
        if (await reader.FindAsync(caller.Scope, found.Wish, cancellationToken) is not { } subject) return ReportEndpoints.Unknown();
        var now = await frozen.MakeAsync(subject, id, found.Item.Title, caller.Name, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(ReportDifference.Between(FrozenReports.Read(found), now));
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("frozen_report_unknown", "There is no such frozen report, or it is not the caller's to see.");
}
