using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Assets;

/// <summary>How an asset is used. 在用, 闲置, 维修, 报废.</summary>
internal enum AssetState
{
    InUse,
    InStore,
    InRepair,

    /// <summary>It is no longer there; its record stays.</summary>
    Scrapped,
}

/// <summary>What happened to an asset.</summary>
internal enum AssetStep
{
    Registered,
    Changed,
    Transferred,

    /// <summary>Its state changed; also when it was scrapped.</summary>
    State,
}

/// <summary>One thing that the district owns.</summary>
/// <param name="Code">Unique on the hub; capital and small letters are the same.</param>
/// <param name="Price">In the district's currency.</param>
/// <param name="SchoolId">Null: it stands in the region's own office or store.</param>
/// <param name="RoomId">Null: it stands somewhere in the school.</param>
/// <param name="DeviceId">The device of that room that it is; null: none, or none that a box knows.</param>
/// <param name="Hours">How long it has run, as its device says or last said.</param>
/// <param name="IsBeyondLife">It is older than things of its kind are meant to be used.</param>
internal sealed record Asset(
    string Id,
    string Code,
    string Name,
    string Kind,
    string Maker,
    string Model,
    string Serial,
    DateOnly? BoughtOn,
    decimal? Price,
    string Supplier,
    DateOnly? WarrantyUntil,
    string RegionId,
    string RegionName,
    string? SchoolId,
    string? SchoolName,
    string? RoomId,
    string? RoomName,
    string? DeviceId,
    string? DeviceName,
    double? Hours,
    string Keeper,
    string Note,
    AssetState State,
    bool IsBeyondLife,
    DateTimeOffset CreatedAt);

/// <param name="HappenedOn">The day that whoever wrote it down named.</param>
/// <param name="PlaceBefore">By its names at the time; empty where the step is not about places.</param>
/// <param name="StateBefore">Null where the step is not about states.</param>
internal sealed record AssetHistoryItem(
    AssetStep Step, DateTimeOffset At, DateOnly HappenedOn, string Caller, string Reason, string PlaceBefore, string PlaceAfter, AssetState? StateBefore, AssetState? StateAfter);

/// <param name="History">The newest 200 steps, newest first.</param>
/// <param name="CountedAt">When a stock-take found it last; null: none has.</param>
internal sealed record AssetDetail(Asset Asset, IReadOnlyList<AssetHistoryItem> History, DateTimeOffset? CountedAt);

/// <summary>A row of the list's query.</summary>
internal sealed record AssetRow
{
    public required string Id { get; init; }

    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string Maker { get; init; }

    public required string Model { get; init; }

    public required string Serial { get; init; }

    public string? BoughtOn { get; init; }

    public long? PriceCents { get; init; }

    public required string Supplier { get; init; }

    public string? WarrantyUntil { get; init; }

    public required string RegionId { get; init; }

    public required string RegionName { get; init; }

    public string? SchoolId { get; init; }

    public string? SchoolName { get; init; }

    public string? RoomId { get; init; }

    public string? RoomName { get; init; }

    public string? DeviceId { get; init; }

    public string? DeviceName { get; init; }

    public double? Hours { get; init; }

    public required string Keeper { get; init; }

    public required string Note { get; init; }

    public required string State { get; init; }

    public int BeyondLife { get; init; }

    public long CreatedAtMs { get; init; }

    public Asset Item() => new(
        Id,
        Code,
        Name,
        Kind,
        Maker,
        Model,
        Serial,
        AssetDates.Read(BoughtOn),
        PriceCents is { } cents ? cents / 100m : null,
        Supplier,
        AssetDates.Read(WarrantyUntil),
        RegionId,
        RegionName,
        SchoolId,
        SchoolName,
        RoomId,
        RoomName,
        DeviceId,
        DeviceName,
        Hours,
        Keeper,
        Note,
        Words.Enum<AssetState>(State),
        BeyondLife != 0,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs));
}
