using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>Body of <c>POST /api/v1/assets</c>.</summary>
/// <param name="RegionId">Where it stands: the narrowest of the three that is given.</param>
internal sealed record CreateAsset(
    string Code,
    string Name,
    string Kind,
    string? Maker = null,
    string? Model = null,
    string? Serial = null,
    DateOnly? BoughtOn = null,
    decimal? Price = null,
    string? Supplier = null,
    DateOnly? WarrantyUntil = null,
    string? DeviceId = null,
    string? Keeper = null,
    string? Note = null,
    string? RegionId = null,
    string? SchoolId = null,
    string? RoomId = null,
    AssetState State = AssetState.InUse)
    : AssetWish(Code, Name, Kind, Maker, Model, Serial, BoughtOn, Price, Supplier, WarrantyUntil, DeviceId, Keeper, Note);

/// <summary>Body of <c>POST /api/v1/assets/{id}/transfers</c>.</summary>
/// <param name="Reason">At most 200 characters.</param>
/// <param name="On">The day it was moved; today when not given.</param>
internal sealed record TransferAsset(string Reason, string? RegionId = null, string? SchoolId = null, string? RoomId = null, DateOnly? On = null);

/// <summary>Body of <c>PUT /api/v1/assets/{id}/state</c>.</summary>
/// <param name="Reason">At most 200 characters; to scrap takes one.</param>
/// <param name="On">Since when; today when not given.</param>
internal sealed record SetAssetState(AssetState State, string? Reason = null, DateOnly? On = null);

/// <summary>设备资产: what the district owns, whether or not a box drives it.</summary>
internal static class AssetEndpoints
{
    public static void MapAssetRoutes(this RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("listAssets").WithSummary("The assets of the places that the caller manages");
        group.MapPost("/", CreateAsync).WithName("createAsset").ProducesProblem(409).WithSummary("Registers an asset");
        group.MapGet("/{id}", GetAsync).WithName("getAsset").ProducesProblem(404).WithSummary("One asset with what happened to it");
        group.MapPut("/{id}", ChangeAsync).WithName("changeAsset").ProducesProblem(404).ProducesProblem(409).WithSummary("Writes anew what describes it");
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteAsset").ProducesProblem(404).WithSummary("Takes it out of the register, with its history: for what was registered by mistake");
        group.MapPost("/{id}/transfers", TransferAsync).WithName("transferAsset").ProducesProblem(404).WithSummary("Moves it to another place; it is tied to no device then");
        group.MapPut("/{id}/state", SetStateAsync).WithName("setAssetState").ProducesProblem(404).WithSummary("Says whether it is in use, in store, in repair or scrapped");
    }

    private static async Task<Results<Ok<Page<Asset>>, ProblemHttpResult>> ListAsync(
        Caller caller, AssetLists assets, [AsParameters] PageQuery page, [AsParameters] AssetQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(AssetLists.SortColumns, "code", AssetLists.TieBreaker, out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await assets.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Created<Asset>, ProblemHttpResult>> CreateAsync(CreateAsset body, Caller caller, AssetLists assets, AssetStore store, CancellationToken cancellationToken)
    {
        if (AssetRules.Check(body, out var fields) is { } problem) return problem;
        var place = new AssetPlaceWish(body.RegionId, body.SchoolId, body.RoomId);
        if (!place.IsGiven) return NoPlace();
        var (outcome, id) = await store.CreateAsync(caller.Scope, place, fields, body.State, caller.Name, cancellationToken);
        if (Refusal(outcome, fields) is { } refused) return refused;
        return TypedResults.Created($"/api/v1/assets/{id}", await assets.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> GetAsync(string id, Caller caller, AssetLists assets, CancellationToken cancellationToken) =>
        await assets.DetailAsync(caller.Scope, id, cancellationToken) is { } asset ? TypedResults.Ok(asset) : Unknown();

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> ChangeAsync(string id, AssetWish body, Caller caller, AssetLists assets, AssetStore store, CancellationToken cancellationToken)
    {
        if (await assets.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (AssetRules.Check(body, out var fields) is { } problem) return problem;
        if (Refusal(await store.ChangeAsync(id, fields, caller.Name, cancellationToken), fields) is { } refused) return refused;
        return await GetAsync(id, caller, assets, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, AssetLists assets, AssetStore store, CancellationToken cancellationToken)
    {
        if (await assets.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        await store.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> TransferAsync(string id, TransferAsset body, Caller caller, AssetLists assets, AssetStore store, CancellationToken cancellationToken)
    {
        if (await assets.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (AssetRules.CheckReason(body.Reason, isNeeded: true, body.On, assets.Today, out var reason) is { } problem) return problem;
        var place = new AssetPlaceWish(body.RegionId, body.SchoolId, body.RoomId);
        if (!place.IsGiven) return NoPlace();
        if (Refusal(await store.TransferAsync(caller.Scope, id, place, reason, body.On ?? assets.Today, caller.Name, cancellationToken), null) is { } refused) return refused;
        return await GetAsync(id, caller, assets, cancellationToken);
    }

    private static async Task<Results<Ok<AssetDetail>, ProblemHttpResult>> SetStateAsync(string id, SetAssetState body, Caller caller, AssetLists assets, AssetStore store, CancellationToken cancellationToken)
    {
        if (await assets.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (AssetRules.CheckReason(body.Reason, body.State == AssetState.Scrapped, body.On, assets.Today, out var reason) is { } problem) return problem;
        if (Refusal(await store.SetStateAsync(id, body.State, reason, body.On ?? assets.Today, caller.Name, cancellationToken), null) is { } refused) return refused;
        return await GetAsync(id, caller, assets, cancellationToken);
    }

    private static ProblemHttpResult? Refusal(AssetOutcome outcome, AssetFields? fields) => outcome switch
    {
        AssetOutcome.Done => null,
        AssetOutcome.CodeTaken => Problems.Conflict("asset_code_taken", $"There is an asset with the code {fields?.Code} already; it may stand where the caller sees nothing."),
        AssetOutcome.DeviceUnknown => Problems.Invalid("device_unknown", "There is no such device in the asset's room."),
        AssetOutcome.DeviceTaken => Problems.Conflict("asset_device_taken", "Another asset is tied to this device already."),
        AssetOutcome.PlaceUnknown => Problems.Invalid("place_unknown", "There is no such place, or it is not the caller's to manage."),
        _ => Unknown(),
    };

    private static ProblemHttpResult NoPlace() => Problems.Invalid("place_missing", "It stands nowhere; give roomId, schoolId or regionId.");

    private static ProblemHttpResult Unknown() => Problems.Missing("asset_unknown", "There is no such asset, or it is not the caller's to see.");
}
