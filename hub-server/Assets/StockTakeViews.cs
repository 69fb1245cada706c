namespace Tongtang.HubServer.Assets;

/// <summary>What a stock-take says of one thing.</summary>
internal enum StockOutcome
{
    /// <summary>It should be there and was not found, or not yet.</summary>
    Missing,
    Found,

    /// <summary>It was found, and is registered elsewhere.</summary>
    Elsewhere,

    /// <summary>Nothing the caller manages has this code.</summary>
    Unknown,
}

/// <summary>Somebody goes round a place and counts what is there.</summary>
/// <param name="Place">By its names when it was begun.</param>
/// <param name="RoomId">Null: it is of a whole school, or of a region.</param>
/// <param name="FinishedAt">Null while it goes on.</param>
/// <param name="Expected">How many things should be there.</param>
/// <param name="Missing">Of these: not found, or not yet.</param>
internal sealed record StockTake(
    string Id,
    string Place,
    string RegionId,
    string? SchoolId,
    string? RoomId,
    string StartedBy,
    DateTimeOffset StartedAt,
    string? FinishedBy,
    DateTimeOffset? FinishedAt,
    int Expected,
    int Missing,
    int Found,
    int Elsewhere,
    int Unknown);

/// <param name="Number">Names it within its stock-take.</param>
/// <param name="AssetId">Null: nobody knows the code, or the asset was deleted since.</param>
/// <param name="FoundPlace">The room in which whoever counted stood; empty: they did not say.</param>
internal sealed record StockTakeItem(
    int Number, string? AssetId, string Code, string Name, string RegisteredPlace, StockOutcome Outcome, string FoundPlace, string CountedBy, DateTimeOffset? CountedAt);

/// <param name="Again">It had been counted before.</param>
internal sealed record StockTakeCount(StockTakeItem Item, bool Again, StockTake Take);

/// <summary>What is said of something that was found. Pure.</summary>
internal static class StockRule
{
    /// <param name="isKnown">There is such an asset.</param>
    /// <param name="isExpected">It is registered in the place that is counted.</param>
    /// <param name="registeredRoom">Null: anywhere in its school or region.</param>
    /// <param name="standingRoom">Where whoever counts stands; null: they did not say.</param>
    public static StockOutcome Of(bool isKnown, bool isExpected, string? registeredRoom, string? standingRoom) => (isKnown, isExpected) switch
    {
        (false, _) => StockOutcome.Unknown,
        (_, false) => StockOutcome.Elsewhere,
        _ => registeredRoom is null || standingRoom is null || registeredRoom == standingRoom ? StockOutcome.Found : StockOutcome.Elsewhere,
    };
}
