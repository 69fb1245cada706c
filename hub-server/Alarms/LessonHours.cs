using System.Globalization;
using System.Text.RegularExpressions;

namespace Tongtang.HubServer.Alarms;

/// <summary>
/// The hours of a week in which boxes must be there, as people write them: <c>Mon-Fri 08:00-17:30, Sat 08:00-12:00</c>, in
/// local wall time. Pure. Stands in for the timetable of a room that has none.
/// </summary>
internal sealed partial class LessonHours
{
    private static readonly string[] s_days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private readonly TimeZoneInfo _zone;
    private readonly List<(TimeOnly From, TimeOnly To)>[] _week = [[], [], [], [], [], [], []];

    private LessonHours(TimeZoneInfo zone) => _zone = zone;

    /// <summary>Nobody is missed, ever.</summary>
    public bool IsNever => Array.TrueForAll(_week, day => day.Count == 0);

    /// <returns>Null when the text means nothing.</returns>
    public static LessonHours? Parse(string text, TimeZoneInfo zone)
    {
        var hours = new LessonHours(zone);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Span().Match(part);
            if (!match.Success || !TryTime(match.Groups["from"].Value, out var from) || !TryTime(match.Groups["to"].Value, out var to) || to <= from) return null;
            var (first, last) = (DayOf(match.Groups["first"].Value), DayOf(match.Groups["last"].Success ? match.Groups["last"].Value : match.Groups["first"].Value));
            if (first < 0 || last < 0) return null;
            for (var day = first; ; day = (day + 1) % 7)
            {
                hours._week[day].Add((from, to));
                if (day == last) break;
            }
        }
        foreach (var day in hours._week) day.Sort();
        return hours;
    }

    /// <summary>The first moment at which somebody who is away since then has been away for so long within one span of lessons.</summary>
    /// <param name="taughtAs">The date whose hours a date has; null: it is off.</param>
    /// <returns>Null when no span of the next days is that long.</returns>
    public DateTimeOffset? DueAfter(DateTimeOffset since, TimeSpan hold, Func<DateOnly, DateOnly?> taughtAs)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(since, _zone).DateTime);
        for (var day = first; day <= first.AddDays(7); day = day.AddDays(1))
        {
            if (taughtAs(day) is not { } like) continue;
            foreach (var (from, to) in _week[(int)like.DayOfWeek])
            {
                var (start, end) = (Moment(day, from), Moment(day, to));
                var due = (start > since ? start : since) + hold;
                if (due < end) return due;
            }
        }
        return null;
    }

    /// <summary>The same in spans that are given, in order, such as a timetable's.</summary>
    public static DateTimeOffset? DueAfter(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans, DateTimeOffset since, TimeSpan hold)
    {
        foreach (var (from, to) in spans)
        {
            var due = (from > since ? from : since) + hold;
            if (due < to) return due;
        }
        return null;
    }

    /// <summary>The next midnight of the wall clock.</summary>
    public DateTimeOffset NextDay(DateTimeOffset now) => Moment(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime).AddDays(1), TimeOnly.MinValue);

    private DateTimeOffset Moment(DateOnly day, TimeOnly clock)
    {
        var local = day.ToDateTime(clock);
        // An hour that a change to summer time leaves out.
        while (_zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return new DateTimeOffset(local, _zone.GetUtcOffset(local));
    }

    private static int DayOf(string name) => Array.FindIndex(s_days, day => day.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    [GeneratedRegex(@"^(?<first>[A-Za-z]{3})(-(?<last>[A-Za-z]{3}))? +(?<from>\d\d:\d\d)-(?<to>\d\d:\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Span();
}
