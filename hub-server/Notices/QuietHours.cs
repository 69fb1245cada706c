using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Notices;

/// <summary>Hours of every day in which somebody is left alone, by the wall clock of a place. Pure.</summary>
/// <param name="From">Minutes after midnight.</param>
/// <param name="To">Minutes after midnight; before <paramref name="From"/>: on the next day.</param>
/// <param name="Zone">Where.</param>
internal sealed record QuietHours(int From, int To, TimeZoneInfo Zone)
{
    private const int Day = 24 * 60;

    /// <returns>Their end when they hold now; else null.</returns>
    public DateTimeOffset? EndAfter(DateTimeOffset now)
    {
        if (From == To) return null;
        var today = WallClock.DateOf(now, Zone);
        for (var date = today.AddDays(-1); date <= today; date = date.AddDays(1))
        {
            var (start, end) = (WallClock.At(date, From, Zone), WallClock.At(date, To > From ? To : To + Day, Zone));
            if (start <= now && now < end) return end;
        }
        return null;
    }
}
