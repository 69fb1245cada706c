using System.ComponentModel;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>Assets of one kind that were bought in one year.</summary>
/// <param name="Year">Null: nobody knows.</param>
/// <param name="Price">Of those whose price is known.</param>
/// <param name="WarrantyEnds">Whose warranty ends from today to <see cref="AssetReport.Until"/>.</param>
internal sealed record AssetYear(string Kind, int? Year, int Assets, decimal Price, int BeyondLife, decimal BeyondLifePrice, int WarrantyEnds);

/// <summary>How old what the district owns is, and what is to be renewed. What is scrapped is not in it.</summary>
/// <param name="Years">By kind, and then by year.</param>
internal sealed record AssetReport(DateOnly Today, DateOnly Until, int Assets, decimal Price, int BeyondLife, decimal BeyondLifePrice, int WarrantyEnds, IReadOnlyList<AssetYear> Years);

internal static class AssetReports
{
    private const int MostYears = 5000;
    private const int MostMonths = 120;

    public static void MapAssetReport(this RouteGroupBuilder group) =>
        group.MapGet("/report", GetAsync).WithName("getAssetReport").WithSummary("Age and renewal: by kind and year of purchase, what is beyond its service life, whose warranty ends");

    private static async Task<Results<Ok<AssetReport>, ProblemHttpResult>> GetAsync(
        Caller caller,
        HubDatabase database,
        AssetLists assets,
        [FromQuery(Name = "region"), Description("A region's id.")] string? region,
        [FromQuery(Name = "school"), Description("A school's id.")] string? school,
        [FromQuery(Name = "months"), Description("Whose warranty ends within so many months, 1 to 120; 12 when not given.")] int? months,
        CancellationToken cancellationToken)
    {
        if (months is < 1 or > MostMonths) return Problems.Invalid("months_invalid", $"months is {months}; allowed: 1 to {MostMonths}.");
        var filter = new AssetFilter { Region = region.NullIfEmpty(), School = school.NullIfEmpty() };
        var until = assets.Today.AddMonths(months ?? 12);
        var sql = $"""
            SELECT one.kind, one.year, COUNT(*) AS assets, CAST(SUM(one.cents) AS BIGINT) AS cents, CAST(SUM(one.beyond) AS BIGINT) AS beyond, CAST(SUM(one.beyond * one.cents) AS BIGINT) AS beyond_cents,
                CAST(SUM(one.ends) AS BIGINT) AS ends
            FROM (
                SELECT asset.kind AS kind, COALESCE(SUBSTR(asset.bought_on, 1, 4), '') AS year, COALESCE(asset.price_cents, 0) AS cents, CASE WHEN {AssetLists.IsBeyondLife} THEN 1 ELSE 0 END AS beyond,
                    CASE WHEN asset.warranty_until >= @today AND asset.warranty_until <= @until THEN 1 ELSE 0 END AS ends
                {AssetLists.Joins} {AssetLists.Where(caller.Scope, filter)} AND asset.state <> 'scrapped'
            ) one GROUP BY one.kind, one.year ORDER BY one.kind, one.year LIMIT {MostYears}
            """;
        var values = new DynamicParameters(assets.Values(caller.Scope, filter));
        values.Add("until", AssetDates.Text(until));
        await using var connection = await database.OpenAsync(cancellationToken);
        var years = (await connection.QueryAsync<Row>(sql, values)).Select(row => row.View()).ToList();
        return TypedResults.Ok(new AssetReport(
            assets.Today, until, years.Sum(year => year.Assets), years.Sum(year => year.Price), years.Sum(year => year.BeyondLife), years.Sum(year => year.BeyondLifePrice), years.Sum(year => year.WarrantyEnds), years));
    }

    private sealed record Row
    {
        public required string Kind { get; init; }

        public required string Year { get; init; }

        public long Assets { get; init; }

        public long Cents { get; init; }

        public long Beyond { get; init; }

        public long BeyondCents { get; init; }

        public long Ends { get; init; }

        public AssetYear View() =>
            new(Kind, Year.Length == 0 ? null : int.Parse(Year, CultureInfo.InvariantCulture), (int)Assets, Cents / 100m, (int)Beyond, BeyondCents / 100m, (int)Ends);
    }
}
