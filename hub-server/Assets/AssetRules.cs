using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>What describes an asset: the body of a change, and with a place that of a new one.</summary>
/// <param name="Code">1 to 40 characters, unique on the hub.</param>
/// <param name="Kind">1 to 40 characters; things of one kind have one service life.</param>
/// <param name="Price">0 to 1,000,000,000 with at most two digits after the point.</param>
/// <param name="DeviceId">The device of its room that it is.</param>
internal record AssetWish(
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
    string? Note = null);

/// <summary>The same, checked.</summary>
internal sealed record AssetFields
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public string Maker { get; init; } = "";

    public string Model { get; init; } = "";

    public string Serial { get; init; } = "";

    public DateOnly? BoughtOn { get; init; }

    public long? PriceCents { get; init; }

    public string Supplier { get; init; } = "";

    public DateOnly? WarrantyUntil { get; init; }

    public string? DeviceId { get; init; }

    public string Keeper { get; init; } = "";

    public string Note { get; init; } = "";
}

/// <summary>What may stand in a register of assets. Pure.</summary>
internal static class AssetRules
{
    public const int LongestKind = 40;
    public const int LongestNote = 500;
    public const int LongestReason = 200;
    public const decimal HighestPrice = 1_000_000_000;

    public static ProblemHttpResult? Check(AssetWish wish, out AssetFields fields)
    {
        fields = new AssetFields { Code = "", Name = "", Kind = "" };
        if (NameRule.Check(wish.Code, "code", out var code, AssetCode.Longest) is { } noCode) return noCode;
        if (NameRule.Check(wish.Name, "name", out var name) is { } noName) return noName;
        if (NameRule.Check(wish.Kind, "kind", out var kind, LongestKind) is { } noKind) return noKind;
        if (Line(wish.Maker, "maker", NameRule.Longest, out var maker) is { } noMaker) return noMaker;
        if (Line(wish.Model, "model", NameRule.Longest, out var model) is { } noModel) return noModel;
        if (Line(wish.Serial, "serial", NameRule.Longest, out var serial) is { } noSerial) return noSerial;
        if (Line(wish.Supplier, "supplier", NameRule.Longest, out var supplier) is { } noSupplier) return noSupplier;
        if (Line(wish.Keeper, "keeper", NameRule.Longest, out var keeper) is { } noKeeper) return noKeeper;
        if (Line(wish.Note, "note", LongestNote, out var note) is { } noNote) return noNote;
        if (!TryCents(wish.Price, out var cents)) return Problems.Invalid("price_invalid", $"price is {wish.Price}; allowed: 0 to {HighestPrice} with at most two digits after the point.");
        foreach (var (field, day) in new[] { ("boughtOn", wish.BoughtOn), ("warrantyUntil", wish.WarrantyUntil) })
        {
            if (day is { } known && !AssetDates.IsSensible(known)) return Problems.Invalid("date_invalid", $"{field} is {known:yyyy-MM-dd}; allowed: {AssetDates.First:yyyy-MM-dd} to {AssetDates.Last:yyyy-MM-dd}.");
        }
        if (wish.WarrantyUntil < wish.BoughtOn) return Problems.Invalid("warranty_before_purchase", "The warranty ends before the day of purchase.");
        fields = new AssetFields
        {
            Code = code,
            Name = name,
            Kind = kind,
            Maker = maker,
            Model = model,
            Serial = serial,
            BoughtOn = wish.BoughtOn,
            PriceCents = cents,
            Supplier = supplier,
            WarrantyUntil = wish.WarrantyUntil,
            DeviceId = string.IsNullOrEmpty(wish.DeviceId) ? null : wish.DeviceId,
            Keeper = keeper,
            Note = note,
        };
        return null;
    }

    /// <summary>Why something was done, and on which day.</summary>
    /// <param name="today">What is said to have happened later has not happened.</param>
    public static ProblemHttpResult? CheckReason(string? given, bool isNeeded, DateOnly? on, DateOnly today, out string reason)
    {
        if (Line(given, "reason", LongestReason, out reason) is { } problem) return problem;
        if (isNeeded && reason.Length == 0) return Problems.Invalid("reason_missing", "This takes a reason.");
        return on is { } day && (day > today || day < AssetDates.First) ? Problems.Invalid("date_invalid", $"on is {day:yyyy-MM-dd}; allowed: {AssetDates.First:yyyy-MM-dd} to today, {today:yyyy-MM-dd}.") : null;
    }

    /// <summary>No price is none, and fine.</summary>
    public static bool TryCents(decimal? price, out long? cents)
    {
        cents = null;
        if (price is not { } value) return true;
        if (value is < 0 or > HighestPrice || decimal.Truncate(value * 100) != value * 100) return false;
        cents = (long)(value * 100);
        return true;
    }

    private static ProblemHttpResult? Line(string? given, string field, int longest, out string text) =>
        NameRule.Fault(given, longest, out text) is { } fault ? Problems.Invalid("asset_text_invalid", $"{field} {fault}; allowed: at most {longest} visible characters in one line.") : null;
}
