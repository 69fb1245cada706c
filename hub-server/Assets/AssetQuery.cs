using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Assets;

/// <summary>What a list of assets is narrowed to; null leaves it open.</summary>
internal sealed record AssetFilter
{
    public IReadOnlyList<string>? States { get; init; }

    public string? Kind { get; init; }

    public string? Region { get; init; }

    public string? School { get; init; }

    public string? Room { get; init; }

    public string? Q { get; init; }

    public string? BoughtFrom { get; init; }

    public string? BoughtTo { get; init; }

    public string? WarrantyFrom { get; init; }

    public string? WarrantyTo { get; init; }

    public bool BeyondLife { get; init; }
}

/// <summary>The same, as it stands in the address.</summary>
internal readonly record struct AssetQuery(
    [property: FromQuery(Name = "state"), Description("in-use, in-store, in-repair or scrapped; several with commas between.")] string? State,
    [property: FromQuery(Name = "kind"), Description("A kind as it is written in the register.")] string? Kind,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "q"), Description("Part of the code, name, kind, maker, model, serial number, supplier or keeper.")] string? Q,
    [property: FromQuery(Name = "boughtFrom"), Description("Bought on or after this day, as 2026-09-01.")] string? BoughtFrom,
    [property: FromQuery(Name = "boughtTo"), Description("Bought on or before this day.")] string? BoughtTo,
    [property: FromQuery(Name = "warrantyFrom"), Description("Whose warranty ends on or after this day.")] string? WarrantyFrom,
    [property: FromQuery(Name = "warrantyTo"), Description("Whose warranty ends on or before this day.")] string? WarrantyTo,
    [property: FromQuery(Name = "beyondLife"), Description("true: older than things of their kind are meant to be used.")] bool? BeyondLife)
{
    public ProblemHttpResult? Check(out AssetFilter filter)
    {
        filter = new AssetFilter();
        if (!Words.TryEnums<AssetState>(State, out var states)) return Problems.Invalid("state_invalid", $"state allows {Words.All<AssetState>()}.");
        foreach (var (name, text) in new[] { ("boughtFrom", BoughtFrom), ("boughtTo", BoughtTo), ("warrantyFrom", WarrantyFrom), ("warrantyTo", WarrantyTo) })
        {
            if (!string.IsNullOrEmpty(text) && !(text.Length == 10 && AssetDates.TryRead(text, out _))) return Problems.Invalid("date_invalid", $"{name} is no day; allowed: as 2026-09-01, from {AssetDates.First.Year} to {AssetDates.Last.Year}.");
        }
        filter = new AssetFilter
        {
            States = states,
            Kind = Kind.NullIfEmpty(),
            Region = Region.NullIfEmpty(),
            School = School.NullIfEmpty(),
            Room = Room.NullIfEmpty(),
            Q = Q,
            BoughtFrom = BoughtFrom.NullIfEmpty(),
            BoughtTo = BoughtTo.NullIfEmpty(),
            WarrantyFrom = WarrantyFrom.NullIfEmpty(),
            WarrantyTo = WarrantyTo.NullIfEmpty(),
            BeyondLife = BeyondLife ?? false,
        };
        return null;
    }
}
