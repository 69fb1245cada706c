using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Assets;

/// <summary>One step of an asset's history, to be written.</summary>
internal sealed record AssetHistoryStep(string AssetId, AssetStep Step, DateOnly HappenedOn, string Caller)
{
    public string Reason { get; init; } = "";

    public string PlaceBefore { get; init; } = "";

    public string PlaceAfter { get; init; } = "";

    public AssetState? StateBefore { get; init; }

    public AssetState? StateAfter { get; init; }
}

/// <summary>What happened to assets, within the caller's transaction.</summary>
internal static class AssetHistory
{
    private const string Insert = """
        INSERT INTO asset_history (asset_id, number, step, at_ms, happened_on, caller, reason, place_before, place_after, state_before, state_after)
        VALUES (@assetId, (SELECT COALESCE(MAX(number), 0) + 1 FROM asset_history WHERE asset_id = @assetId), @step, @atMs, @happenedOn, @caller, @reason, @placeBefore, @placeAfter, @stateBefore, @stateAfter)
        """;

    public static Task AddAsync(DbConnection connection, DateTimeOffset now, params IEnumerable<AssetHistoryStep> steps) => connection.ExecuteAsync(Insert, steps.Select(step => new
    {
        assetId = step.AssetId,
        step = step.Step.Word(),
        atMs = now.ToUnixTimeMilliseconds(),
        happenedOn = AssetDates.Text(step.HappenedOn),
        caller = step.Caller,
        reason = step.Reason,
        placeBefore = step.PlaceBefore,
        placeAfter = step.PlaceAfter,
        stateBefore = step.StateBefore?.Word() ?? "",
        stateAfter = step.StateAfter?.Word() ?? "",
    }));
}
