using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>The register as a file that office programs open, and that an import takes again.</summary>
internal static class AssetExport
{
    /// <summary>Rows of one table; an import takes no more, either.</summary>
    private const int LargestTable = 20_000;

    public static void MapAssetExports(this RouteGroupBuilder group) => group.MapGet("/export", SendAsync).WithName("exportAssets")
        .Produces<string>(200, "text/csv").Produces<byte[]>(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .WithSummary("The assets of a filter as a table for office programs, at most 20,000 rows");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> SendAsync(
        Caller caller,
        AssetLists assets,
        [AsParameters] AssetQuery query,
        [FromQuery(Name = "format"), Description("csv or xlsx; xlsx when not given.")] string? format,
        [FromQuery(Name = "language"), Description("Of the heads: zh-CN or en; zh-CN when not given.")] string? language,
        CancellationToken cancellationToken)
    {
        if (!Words.TryEnum<ExportFormat>(format, out var wanted)) return Problems.Invalid("format_invalid", $"format allows {Words.All<ExportFormat>()}.");
        if (language is not (null or "" or "zh-CN" or "en")) return Problems.Invalid("language_invalid", "language allows zh-CN and en.");
        if (query.Check(out var filter) is { } wrong) return wrong;
        var plan = new PagePlan(1, LargestTable, $"ORDER BY asset.code_key, asset.id LIMIT {LargestTable}");
        var found = await assets.ListAsync(caller.Scope, filter, plan, cancellationToken);
        if (found.Total > LargestTable) return Problems.Invalid("table_too_large", $"{found.Total} assets match; allowed: {LargestTable}. Narrow them, by school for instance.");
        var csv = wanted == ExportFormat.Csv;
        var name = string.Create(CultureInfo.InvariantCulture, $"assets-{assets.Today:yyyyMMdd}.{(csv ? "csv" : "xlsx")}");
        return TypedResults.File(
            Table(found.Items, csv, chinese: language != "en"), csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
    }

    private static byte[] Table(IReadOnlyList<Asset> assets, bool csv, bool chinese)
    {
        using var memory = new MemoryStream();
        using (ISheets sheets = csv ? new CsvSheets(memory) : new XlsxSheets(memory))
        {
            sheets.Begin(chinese ? "设备资产" : "assets", 18, 24, 16, 14, 18, 20, 12, 12, 20, 12, 14, 20, 16, 10, 12, 30);
            sheets.Row([.. AssetSheet.Columns.Select(column => Cell.Heading(chinese ? column.Headers[0] : column.Headers[^1]))]);
            foreach (var asset in assets) sheets.Row(Row(asset, chinese));
            sheets.Finish();
        }
        return memory.ToArray();
    }

    private static Cell[] Row(Asset asset, bool chinese) =>
    [
        Cell.Of(asset.Code), Cell.Of(asset.Name), Cell.Of(asset.Kind), Cell.Of(asset.Maker), Cell.Of(asset.Model), Cell.Of(asset.Serial),
        Cell.Of(AssetDates.Text(asset.BoughtOn)), Cell.Decimal((double?)asset.Price), Cell.Of(asset.Supplier), Cell.Of(AssetDates.Text(asset.WarrantyUntil)),
        Cell.Of(asset.RegionName), Cell.Of(asset.SchoolName), Cell.Of(asset.RoomName), Cell.Of(AssetSheet.Word(asset.State, chinese)), Cell.Of(asset.Keeper), Cell.Of(asset.Note),
    ];
}
