using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>Body of <c>POST /api/v1/stock-takes</c>.</summary>
/// <param name="RegionId">Which place: the narrowest of the three that is given, with all that is below it.</param>
internal sealed record StartStockTake(string? RegionId = null, string? SchoolId = null, string? RoomId = null);

/// <summary>Body of <c>POST /api/v1/stock-takes/{id}/counts</c>.</summary>
/// <param name="Code">An asset's code as it was typed, or what its label says when it is scanned.</param>
/// <param name="RoomId">The room in which whoever counts stands; null: they do not say.</param>
internal sealed record CountAsset(string Code, string? RoomId = null);

/// <summary>资产盘点: by phone, room by room.</summary>
internal static class StockTakeEndpoints
{
    private const int LongestScan = 300;

    public static void MapStockTakes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/stock-takes").WithTags("assets").Needs(Right.ManageAssets);
        group.MapGet("/", ListAsync).WithName("listStockTakes").WithSummary("The stock-takes of the places that the caller manages");
        group.MapPost("/", StartAsync).WithName("startStockTake").ProducesProblem(409).WithSummary("Begins to count what is in a place; one at a time");
        group.MapGet("/{id}", GetAsync).WithName("getStockTake").ProducesProblem(404).WithSummary("How far a stock-take is");
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteStockTake").ProducesProblem(404).WithSummary("Throws away a stock-take with what was counted");
        group.MapGet("/{id}/items", ItemsAsync).WithName("listStockTakeItems").ProducesProblem(404).WithSummary("What should be there and what was found");
        group.MapPost("/{id}/counts", CountAsync).WithName("countAsset").ProducesProblem(404).ProducesProblem(409).WithSummary("Something was found: by its code, or by what its label says");
        group.MapDelete("/{id}/counts/{number}", ForgetAsync).WithName("forgetCount").ProducesProblem(404).WithSummary("It was counted by mistake");
        group.MapPost("/{id}/finish", FinishAsync).WithName("finishStockTake").ProducesProblem(404).ProducesProblem(409).WithSummary("Ends a stock-take; what was not found is missing");
    }

    private static async Task<Results<Ok<Page<StockTake>>, ProblemHttpResult>> ListAsync(
        Caller caller, StockTakeLists takes, [AsParameters] PageQuery page, [FromQuery, Description("true: only those that go on; false: only those that are finished.")] bool? open, CancellationToken cancellationToken)
    {
        if (page.Plan(StockTakeLists.SortColumns, "-startedAt", "stock_take.id DESC", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await takes.ListAsync(caller.Scope, open, plan, cancellationToken));
    }

    private static async Task<Results<Created<StockTake>, ProblemHttpResult>> StartAsync(StartStockTake body, Caller caller, StockTakeStore store, StockTakeLists takes, CancellationToken cancellationToken)
    {
        var place = new AssetPlaceWish(body.RegionId, body.SchoolId, body.RoomId);
        if (!place.IsGiven) return Problems.Invalid("place_missing", "Of which place? Give roomId, schoolId or regionId.");
        var (id, isOpen) = await store.StartAsync(caller.Scope, place, caller.Name, cancellationToken);
        if (id is null) return isOpen ? Problems.Conflict("stock_take_open", "A stock-take of this place is going on already.") : NoPlace();
        return TypedResults.Created($"/api/v1/stock-takes/{id}", await takes.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<Ok<StockTake>, ProblemHttpResult>> GetAsync(string id, Caller caller, StockTakeLists takes, CancellationToken cancellationToken) =>
        await takes.FindAsync(caller.Scope, id, cancellationToken) is { } take ? TypedResults.Ok(take) : Unknown();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, StockTakeLists takes, StockTakeStore store, CancellationToken cancellationToken)
    {
        if (await takes.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        await store.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<StockTakeItem>>, ProblemHttpResult>> ItemsAsync(
        string id,
        Caller caller,
        StockTakeLists takes,
        [AsParameters] PageQuery page,
        [FromQuery, Description("missing, found, elsewhere or unknown.")] string? outcome,
        [FromQuery, Description("Part of the code, the name or the place.")] string? q,
        CancellationToken cancellationToken)
    {
        if (await takes.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (page.Plan(StockTakeLists.ItemSortColumns, "-countedAt", "number", out var plan) is { } problem) return problem;
        if (!Words.TryEnum<StockOutcome>(outcome, out var only)) return Problems.Invalid("outcome_invalid", $"outcome is not one of {Words.All<StockOutcome>()}.");
        return TypedResults.Ok(await takes.ItemsAsync(id, only, q, plan, cancellationToken));
    }

    private static async Task<Results<Ok<StockTakeCount>, ProblemHttpResult>> CountAsync(
        string id, CountAsset body, Caller caller, HubDatabase database, StockTakeLists takes, StockTakeStore store, CancellationToken cancellationToken)
    {
        if (await takes.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (NameRule.Check(body.Code, "code", out var scanned, LongestScan) is { } problem) return problem;
        if (AssetCode.IdIn(scanned) is null && scanned.EnumerateRunes().Count() > AssetCode.Longest) return Problems.Invalid("label_unknown", "This is the label of something else.");
        AssetPlace? standing = null;
        if (!string.IsNullOrEmpty(body.RoomId))
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            standing = await AssetPlaces.FindAsync(connection, caller.Scope, new AssetPlaceWish(null, null, body.RoomId));
            if (standing is null) return NoPlace();
        }
        return await store.CountAsync(caller.Scope, id, scanned, standing, caller.Name, cancellationToken) is { } count ? TypedResults.Ok(count) : Finished();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(string id, string number, Caller caller, StockTakeLists takes, StockTakeStore store, CancellationToken cancellationToken)
    {
        if (await takes.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        var isThere = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var which) && await store.ForgetAsync(id, which, cancellationToken);
        return isThere ? TypedResults.NoContent() : Problems.Missing("count_unknown", "Nothing of this number was counted, or the stock-take is finished.");
    }

    private static async Task<Results<Ok<StockTake>, ProblemHttpResult>> FinishAsync(string id, Caller caller, StockTakeLists takes, StockTakeStore store, CancellationToken cancellationToken)
    {
        if (await takes.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (!await store.FinishAsync(id, caller.Name, cancellationToken)) return Finished();
        return await GetAsync(id, caller, takes, cancellationToken);
    }

    private static ProblemHttpResult NoPlace() => Problems.Invalid("place_unknown", "There is no such place, or it is not the caller's to manage.");

    private static ProblemHttpResult Finished() => Problems.Conflict("stock_take_finished", "The stock-take is finished.");

    private static ProblemHttpResult Unknown() => Problems.Missing("stock_take_unknown", "There is no such stock-take, or it is not the caller's to see.");
}
