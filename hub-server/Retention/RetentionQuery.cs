using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Retention;

/// <summary>Of which night a preview is, and with which rules.</summary>
internal readonly record struct RetentionQuery(
    [property: FromQuery(Name = "until"), Description("The last night, such as 2027-07-15; the next one when not given.")] string? Until,
    [property: FromQuery(Name = "place"), Description("A region's, school's or room's id: only of it. The whole district when not given.")] string? Place,
    [property: FromQuery(Name = "tryDays"), Description("As if a rule were saved that keeps recordings for so many days, 7 to 36500, or for ever: forever.")] string? TryDays,
    [property: FromQuery(Name = "tryPlace"), Description("Of the tried rule: a region's, school's or room's id; the whole district when not given.")] string? TryPlace,
    [property: FromQuery(Name = "tryVisibility"), Description("Of the tried rule: room, school, district or public; all when not given.")] string? TryVisibility,
    [property: FromQuery(Name = "without"), Description("As if this rule were taken back: its id.")] string? Without)
{
    public const string ForEver = "forever";

    private const int FarthestYears = 100;

    public ProblemHttpResult? Check(DateOnly today, out DateOnly night, out RetentionTrial trial)
    {
        (night, trial) = (today.AddDays(1), new RetentionTrial(Without: Without.NullIfEmpty()));
        if (!string.IsNullOrEmpty(Until) && (!DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out night) || night < today || night > today.AddYears(FarthestYears)))
            return Problems.Invalid("until_invalid", $"until is no day from today to {FarthestYears} years from now; allowed: such as 2027-07-15.");
        if (!Words.TryEnum<Visibility>(TryVisibility, out var visibility)) return Problems.Invalid("visibility_invalid", $"tryVisibility is not one of {Words.All<Visibility>()}.");
        if (string.IsNullOrEmpty(TryDays))
            return string.IsNullOrEmpty(TryPlace) && visibility is null ? null : Problems.Invalid("days_invalid", "tryPlace and tryVisibility are of a rule that is tried: tryDays says for how long it keeps recordings.");
        var days = 0;
        if (TryDays != ForEver && !int.TryParse(TryDays, NumberStyles.None, CultureInfo.InvariantCulture, out days)) return DaysProblem("tryDays");
        var wish = new RetentionWish(TryPlace.NullIfEmpty(), visibility, TryDays == ForEver ? null : days);
        if (CheckDays(wish, "tryDays") is { } wrong) return wrong;
        trial = trial with { Wish = wish };
        return null;
    }

    public static ProblemHttpResult? CheckDays(RetentionWish wish, string name) => wish.Days is null or (>= RetentionWish.FewestDays and <= RetentionWish.MostDays) ? null : DaysProblem(name);

    private static ProblemHttpResult DaysProblem(string name) =>
        Problems.Invalid("days_invalid", $"{name} must be from {RetentionWish.FewestDays} to {RetentionWish.MostDays}, or for ever.");
}
