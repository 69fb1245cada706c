using System.ComponentModel;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Audit;

/// <summary>How the audit is doing.</summary>
/// <param name="Rows">That are kept.</param>
/// <param name="OldestAt">Null: there is none.</param>
/// <param name="KeptDays">How long rows are kept.</param>
/// <param name="Check">The newest check; null: there never was one.</param>
internal sealed record AuditState(int Rows, DateTimeOffset? OldestAt, int KeptDays, AuditCheck? Check, CollectorState Collector);

/// <summary>The audit, for who has the right to read it and nobody else.</summary>
internal static class AuditEndpoints
{
    public static void MapAuditRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/audit").WithTags("audit").Needs(Right.ReadAudit);
        group.MapGet("/", ListAsync).WithName("listAudit").WithSummary("Who did what, newest first; of a school or a region what stands there");
        group.MapGet("/state", StateAsync).WithName("getAuditState").WithSummary("How many rows there are, what the last check of the chain found, and how the syslog collector is");
        group.MapPost("/checks", CheckAsync).WithName("checkAudit").ProducesProblem(403).WithSummary("Checks the whole chain; the answer says how to follow it");
        group.MapGet("/checks/{id}", GetCheckAsync).WithName("getAuditCheck").ProducesProblem(404).WithSummary("How far a check is, and what it found");
        group.MapGet("/export", ExportAsync).WithName("exportAudit").Produces<string>(200, "text/csv").Produces<string>(200, "application/jsonl")
            .WithSummary("The rows of a filter as a file, oldest first: CSV for office programs, or JSON lines with all that the hashes are made of");
    }

    private static async Task<Results<Ok<Page<AuditItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, AuditLists audit, [AsParameters] PageQuery page, [AsParameters] AuditQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(AuditLists.SortColumns, "-seq", "seq DESC", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await audit.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Ok<AuditState>> StateAsync(HubDatabase database, CheckBook checks, SyslogSender syslog, AuditSettings settings, CancellationToken cancellationToken)
    {
        const string sql = "SELECT COUNT(*) AS rows, (SELECT at_ms FROM audit_row ORDER BY seq LIMIT 1) AS oldest FROM audit_row";
        (int Rows, long? OldestMs) counted;
        await using (var connection = await database.OpenAsync(cancellationToken)) counted = await connection.QuerySingleAsync<(int, long?)>(sql);
        return TypedResults.Ok(new AuditState(
            counted.Rows,
            counted.OldestMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
            (int)settings.Life.TotalDays,
            await checks.LastAsync(cancellationToken),
            await syslog.StateAsync(cancellationToken)));
    }

    private static async Task<Results<Accepted<AuditCheck>, ProblemHttpResult>> CheckAsync(Caller caller, AuditCare care, CheckBook checks, CancellationToken cancellationToken)
    {
        if (!caller.Scope.IsHub) return Problems.Forbidden("scope_too_small", "The chain is the whole hub's; who reads the audit of a part cannot check it.");
        var id = await care.AskAsync(caller.Name, cancellationToken);
        return TypedResults.Accepted($"/api/v1/audit/checks/{id}", await checks.FindAsync(id, cancellationToken));
    }

    private static async Task<Results<Ok<AuditCheck>, ProblemHttpResult>> GetCheckAsync(string id, CheckBook checks, CancellationToken cancellationToken) =>
        await checks.FindAsync(id, cancellationToken) is { } check ? TypedResults.Ok(check) : Problems.Missing("check_unknown", "There is no such check.");

    private static async Task<IResult> ExportAsync(
        HttpContext context,
        Caller caller,
        AuditLists audit,
        HubDatabase database,
        AuditChain chain,
        TimeProvider time,
        [AsParameters] AuditQuery query,
        [FromQuery(Name = "format"), Description("csv or jsonl.")] string? format,
        CancellationToken cancellationToken)
    {
        if (!Words.TryEnum<ExportFormat>(format, out var wanted)) return Problems.Invalid("format_invalid", $"format allows {Words.All<ExportFormat>()}.");
        if (query.Check(out var filter) is { } wrong) return wrong;
        var kind = wanted ?? ExportFormat.Csv;
        var row = AuditRow.Of(AuditTrail.ActorOf(context), AuditAction.Read, "exportAudit", new AuditThing("audit", ""), AuditOutcome.Done, "", AuditChange.Json([new AuditChange("format", null, kind.Word())]));
        await database.WriteAsync(connection => chain.AppendAsync(connection, row), cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{time.GetUtcNow():yyyyMMdd-HHmmss}.{kind.Word()}");
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
        return TypedResults.Stream(
            target => AuditExport.WriteAsync(target, kind, audit.AllAsync(caller.Scope, filter, cancellationToken), cancellationToken),
            kind == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8");
    }
}
