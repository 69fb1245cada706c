using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <param name="Content">The file, base64: XLSX or CSV (UTF-8 or GB18030).</param>
/// <param name="DryRun">Only says what would come of it.</param>
internal sealed record FleetImportWish(string FileName, byte[] Content, bool DryRun = true);

/// <param name="Id">Null: nothing was made.</param>
/// <param name="Present">Rooms of the file that are there already; they stay as they are.</param>
/// <param name="Faults">The first 500.</param>
internal sealed record FleetImportReport(string? Id, int Regions, int Schools, int Rooms, int Present, int TotalFaults, IReadOnlyList<TableFault> Faults);

/// <param name="UndoneAt">Not null: what it made and nobody had touched is gone.</param>
internal sealed record FleetImport(
    string Id, string FileName, int Regions, int Schools, int Rooms, string CreatedBy, DateTimeOffset CreatedAt, string? UndoneBy, DateTimeOffset? UndoneAt);

internal static class FleetImportEndpoints
{
    private const int MostFaults = 500;

    /// <summary>A city has 10,000 rooms.</summary>
    private static readonly TableLimits s_limits = new(20_000);

    public static void MapFleetImports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/fleet/imports").WithTags("fleet").Needs(Right.ManageTree);
        group.MapGet("/", ListAsync).WithName("listFleetImports").WithSummary("Files that schools and rooms were read from, newest first");
        group.MapPost("/", RunAsync).WithName("importFleet").WithSummary("Makes schools and rooms from a file, all or nothing; a dry run names every wrong cell").WithMetadata(new RequestSizeLimitAttribute(TableLimits.LongestBody));
        group.MapPost("/{id}/undo", UndoAsync).WithName("undoFleetImport").WithSummary("Takes away what an import made, as far as it is untouched; says what it leaves and why").ProducesProblem(404).ProducesProblem(409);
        group.MapGet("/template", Template).WithName("getFleetTemplate").WithSummary("An empty table with the heads that an import knows").Produces<string>(contentType: "text/csv");
    }

    private static async Task<Results<Ok<Page<FleetImport>>, ProblemHttpResult>> ListAsync(Caller caller, FleetImports imports, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(FleetImports.SortColumns, "-createdAt", "id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await imports.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Ok<FleetImportReport>, ProblemHttpResult>> RunAsync(FleetImportWish body, Caller caller, FleetImports imports, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.FileName, "fileName", out var fileName, 200) is { } problem) return problem;
        var faults = new List<TableFault>();
        var (columns, rows) = Read(body.Content, faults);
        if (columns is null) return Report(null, null, faults);
        var plan = await imports.TryAsync(caller.Scope, rows, columns, faults, cancellationToken);
        if (faults.Count == 0 && plan.IsEmpty) faults.Add(new TableFault(null, null, null, null, "nothing_new", "The file has no school and no room that is not there already."));
        if (body.DryRun || faults.Count > 0) return Report(null, plan, faults);
        var (id, made, late) = await imports.RunAsync(caller.Scope, rows, columns, fileName, caller.Name, cancellationToken);
        return Report(id, made, late);
    }

    private static async Task<Results<Ok<FleetUndo>, ProblemHttpResult>> UndoAsync(string id, Caller caller, FleetImports imports, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(caller.Scope, id, cancellationToken) is null) return Problems.Missing("import_unknown", "There is no such import, or it is not the caller's to see.");
        return await imports.UndoAsync(id, caller.Name, cancellationToken) is { } undo ? TypedResults.Ok(undo) : Problems.Conflict("import_undone", "The import was undone already.");
    }

    private static ContentHttpResult Template(HttpContext http)
    {
        http.Response.Headers.ContentDisposition = "attachment; filename=\"rooms.csv\"";
        return TypedResults.Text(CsvField.Mark + string.Join(',', FleetSheet.Columns.Select(column => column.Headers[0])) + "\r\n", "text/csv", Encoding.UTF8);
    }

    private static Ok<FleetImportReport> Report(string? id, FleetPlan? plan, IReadOnlyList<TableFault> faults) => TypedResults.Ok(new FleetImportReport(
        id, plan?.Regions.Count ?? 0, plan?.Schools.Count() ?? 0, plan?.Rooms.Count ?? 0, plan?.Present ?? 0, faults.Count, [.. faults.OrderBy(fault => fault.Row ?? 0).Take(MostFaults)]));

    /// <returns>No columns when the file is no such table at all.</returns>
    private static (TableColumns? Columns, List<FleetRow> Rows) Read(byte[] file, List<TableFault> faults)
    {
        try
        {
            var table = TableReader.Read(file, s_limits);
            var columns = TableColumns.Read(table, FleetSheet.Columns, faults);
            return faults.Count > 0 ? (null, []) : (columns, FleetSheet.Read(columns, table, faults));
        }
        catch (TableException refusal)
        {
            faults.Add(refusal.Fault);
            return (null, []);
        }
    }
}
