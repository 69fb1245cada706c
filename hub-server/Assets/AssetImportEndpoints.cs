using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Assets;

/// <summary>Body of <c>POST /api/v1/assets/imports</c>.</summary>
/// <param name="Content">The file, base64: XLSX or CSV (UTF-8 or GB18030).</param>
/// <param name="DryRun">Only says what would come of it.</param>
internal sealed record AssetImportWish(string FileName, byte[] Content, bool DryRun = true);

/// <param name="Done">They are in the register now.</param>
/// <param name="Assets">That the file would register, or has.</param>
/// <param name="Faults">The first 500.</param>
internal sealed record AssetImportReport(bool Done, int Assets, int TotalFaults, IReadOnlyList<TableFault> Faults);

internal static class AssetImportEndpoints
{
    private const int MostFaults = 500;

    private static readonly TableLimits s_limits = new(20_001);

    public static void MapAssetImports(this RouteGroupBuilder group)
    {
        group.MapPost("/imports", RunAsync).WithName("importAssets").WithMetadata(new RequestSizeLimitAttribute(TableLimits.LongestBody))
            .WithSummary("Registers assets from a file, all or nothing; a dry run names every wrong cell");
        group.MapGet("/imports/template", Template).WithName("getAssetTemplate").WithSummary("An empty table with the heads that an import knows").Produces<string>(contentType: "text/csv");
    }

    private static async Task<Results<Ok<AssetImportReport>, ProblemHttpResult>> RunAsync(AssetImportWish body, Caller caller, AssetImports imports, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.FileName, "fileName", out var fileName, 200) is { } problem) return problem;
        var faults = new List<TableFault>();
        if (Read(body.Content, faults) is not var (rows, columns)) return Report(false, 0, faults);
        var count = await imports.TryAsync(caller.Scope, rows, columns, faults, cancellationToken);
        if (faults.Count == 0 && count == 0) faults.Add(new TableFault(null, null, null, null, "assets_none", "The file names no asset."));
        if (body.DryRun || faults.Count > 0) return Report(false, count, faults);
        var made = await imports.RunAsync(caller.Scope, rows, columns, fileName, caller.Name, faults, cancellationToken);
        return Report(faults.Count == 0, made, faults);
    }

    private static ContentHttpResult Template(HttpContext http)
    {
        http.Response.Headers.ContentDisposition = "attachment; filename=\"assets.csv\"";
        return TypedResults.Text(CsvField.Mark + string.Join(',', AssetSheet.Columns.Select(column => column.Headers[0])) + "\r\n", "text/csv", Encoding.UTF8);
    }

    private static Ok<AssetImportReport> Report(bool done, int assets, IReadOnlyList<TableFault> faults) =>
        TypedResults.Ok(new AssetImportReport(done, assets, faults.Count, [.. faults.OrderBy(fault => fault.Row ?? 0).Take(MostFaults)]));

    /// <returns>Null when the file is no such table at all.</returns>
    private static (IReadOnlyList<AssetSheetRow> Rows, TableColumns Columns)? Read(byte[] file, List<TableFault> faults)
    {
        try
        {
            var table = TableReader.Read(file, s_limits);
            var columns = TableColumns.Read(table, AssetSheet.Columns, faults);
            return faults.Count > 0 ? null : (AssetSheet.Read(columns, table, faults), columns);
        }
        catch (TableException refusal)
        {
            faults.Add(refusal.Fault);
            return null;
        }
    }
}
