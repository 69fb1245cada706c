using System.Globalization;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Maintenance;

/// <summary>A time of day on a date, as a wall clock shows it.</summary>
internal readonly record struct LocalMinute(DateOnly Date, int Minute)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm";

    public static bool TryParse(string? text, out LocalMinute at)
    {
        var known = DateTime.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 2000 and < 2200;
        at = known ? new LocalMinute(DateOnly.FromDateTime(local), (local.Hour * 60) + local.Minute) : default;
        return known;
    }

    public static LocalMinute Parse(string text) => TryParse(text, out var at) ? at : throw new FormatException($"\"{text}\" is not {Format}.");

    public LocalMinute AddWeeks(int weeks) => this with { Date = Date.AddDays(7 * weeks) };

    public DateTimeOffset In(TimeZoneInfo zone) => WallClock.At(Date, Minute, zone);

    public override string ToString() => Date.ToDateTime(TimeOnly.MinValue).AddMinutes(Minute).ToString(Format, CultureInfo.InvariantCulture);
}

/// <summary>When maintenance is, on the place's wall clock. Pure.</summary>
/// <param name="LastDay">A weekly one begins on no later day; null: it goes on.</param>
internal sealed record MaintenancePlan(LocalMinute Begins, LocalMinute Ends, bool IsWeekly, DateOnly? LastDay)
{
    /// <summary>What begins at or after a moment, in order; without end when it repeats without one. A change of the clock may swallow one.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> StartingFrom(DateTimeOffset moment, TimeZoneInfo zone)
    {
        // A week of the wall clock may be some hours longer or shorter.
        var first = IsWeekly ? Math.Max(0, (int)((moment - Begins.In(zone)).TotalDays / 7) - 1) : 0;
        for (var week = first; week == 0 || (IsWeekly && IsPlanned(week)); week++)
        {
            var (from, until) = (Begins.AddWeeks(week).In(zone), Ends.AddWeeks(week).In(zone));
            if (until > from && from >= moment) yield return (from, until);
        }
    }

    /// <summary>The one that runs at a moment or is the next.</summary>
    public (DateTimeOffset From, DateTimeOffset Until)? RunningOrNext(DateTimeOffset moment, TimeZoneInfo zone)
    {
        // No time of a weekly one is as long as a week.
        var before = IsWeekly ? moment.AddDays(-8) : DateTimeOffset.MinValue;
        foreach (var span in StartingFrom(before, zone))
        {
            if (span.Until > moment) return span;
        }
        return null;
    }

    private bool IsPlanned(int week) => Begins.AddWeeks(week).Date is var date && date.Year < 2200 && (LastDay is not { } last || date <= last);
}
