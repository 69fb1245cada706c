using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>Files of reports: ask, watch them being made, fetch them. Each is its maker's own.</summary>
internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/report-exports").WithTags("reports").Needs(Right.SeeReports);
        group.MapGet("/", ListAsync).WithName("listReportExports").WithSummary("The caller's files of reports");
        group.MapPost("/", CreateAsync).WithName("createReportExport").WithSummary("Has a workbook or a table made").ProducesProblem(404).ProducesProblem(503);
        group.MapGet("/{id}", GetAsync).WithName("getReportExport").WithSummary("How far a file is, and its address once it is ready").ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteReportExport").WithSummary("Cancels a file, or removes it").ProducesProblem(404);
        group.MapGet("/{id}/file", SendAsync).WithName("getReportExportFile").WithSummary("The file").Produces<byte[]>(200, "application/octet-stream").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<ReportExport>>, ProblemHttpResult>> ListAsync(Caller caller, ExportStore store, ExportLine line, ReportsSettings settings, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(ExportStore.SortColumns, "-createdAt", "id DESC", out var plan) is { } problem) return problem;
        var found = await store.ListAsync(caller, plan, cancellationToken);
        return TypedResults.Ok(plan.Of([.. found.Items.Select(row => View(row, line, settings))], found.Total));
    }

    private static async Task<Results<Accepted<ReportExport>, ProblemHttpResult>> CreateAsync(
        Caller caller, ExportBody body, ExportStore store, ExportLine line, UsageReader reader, ReportsSettings settings, CancellationToken cancellationToken)
    {
        if (body.Query().Check(out var report) is { } problem) return problem;
        if (body is { Kind: ExportKind.Workbook, Format: ExportFormat.Csv }) return Problems.Invalid("format_invalid", "A workbook is xlsx; csv is of one table.");
        if (await reader.FindAsync(caller.Scope, report, cancellationToken) is not { } subject) return ReportEndpoints.Unknown();
        if (line.IsFull) return Full();
        // "This month" asked for today is the same month when the file is made tomorrow.
        var wish = new ExportWish(body.Kind, body.Format, body.Of ?? LeagueOf.School, body.Language, report with { Date = report.Date ?? reader.Today });
        var id = await store.CreateAsync(caller, wish, NameOf(wish, subject), cancellationToken);
        if (!line.TryAdd(id))
        {
            await store.DeleteAsync(id, cancellationToken);
            return Full();
        }
        return TypedResults.Accepted($"/api/v1/report-exports/{id}", View((await store.FindAsync(id, cancellationToken))!, line, settings));
    }

    private static async Task<Results<Ok<ReportExport>, ProblemHttpResult>> GetAsync(string id, Caller caller, ExportStore store, ExportLine line, ReportsSettings settings, CancellationToken cancellationToken) =>
        await store.FindAsync(caller, id, cancellationToken) is { } row ? TypedResults.Ok(View(row, line, settings)) : Unknown();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, ExportStore store, ExportLine line, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller, id, cancellationToken) is null) return Unknown();
        await line.CancelAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> SendAsync(string id, Caller caller, ExportStore store, ExportLine line, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(caller, id, cancellationToken) is not { State: "ready" } row || !File.Exists(line.PathOf(id))) return Unknown();
        var csv = row.Asked().Format == ExportFormat.Csv;
        return TypedResults.PhysicalFile(line.PathOf(id), csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", row.Name);
    }

    private static ReportExport View(ExportRow row, ExportLine line, ReportsSettings settings)
    {
        var (wish, job, state) = (row.Asked(), line.Find(row.Id), Words.Enum<ExportState>(row.State));
        var expires = row.FinishedAtMs is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) + settings.ExportLife : (DateTimeOffset?)null;
        return new ReportExport(
            row.Id, row.Name, wish.Kind, wish.Format, state, state == ExportState.Ready ? 1 : job?.Progress ?? 0, row.Bytes, state == ExportState.Ready ? $"/api/v1/report-exports/{row.Id}/file" : null,
            row.ErrorCode is null ? null : new ExportError(row.ErrorCode, row.Error ?? ""), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAtMs), expires);
    }

    /// <summary>The period and the kind, in plain letters.</summary>
    private static string NameOf(ExportWish wish, ReportSubject subject) => string.Create(
        CultureInfo.InvariantCulture, $"usage-{(wish.Kind == ExportKind.Table ? wish.Of.Word() : "workbook")}-{subject.Period.From:yyyyMMdd}-{subject.Period.To:yyyyMMdd}.{wish.Format.Word()}");

    private static ProblemHttpResult Unknown() => Problems.Missing("export_unknown", "There is no such file, or it is not ready, not the caller's, or removed.");

    private static ProblemHttpResult Full() => Problems.Create(StatusCodes.Status503ServiceUnavailable, "exports_full", $"{ExportLine.Capacity} files are in line already; try again later.");
}

/// <summary>Body of <c>POST /api/v1/report-exports</c>.</summary>
/// <param name="Of">Of a table: of what.</param>
/// <param name="Language">Of headings and definitions.</param>
internal sealed record ExportBody(
    ExportKind Kind, ExportFormat Format, ReportLanguage Language, LeagueOf? Of = null, string? Region = null, string? School = null, string? Room = null, string? Teacher = null, PeriodKind Period = PeriodKind.Month,
    string? Date = null, string? Term = null, string? From = null, string? To = null)
{
    public ReportQuery Query() => new(Region, School, Room, Teacher, Period.Word(), Date, Term, From, To);
}
