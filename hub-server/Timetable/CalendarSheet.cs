using System.Globalization;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Timetable;

/// <summary>
/// From a calendar's events to weekly lessons: the place is the room's name, the start is a period's, the title is the
/// subject, with the class and the teacher behind " · " as the hub's own calendars write it. Pure.
/// </summary>
internal static class CalendarSheet
{
    public static List<SheetLesson> Read(IEnumerable<CalendarEvent> events, SheetPlace place, SchoolTimetable timetable, Func<string> newId, List<TableFault> faults)
    {
        var slots = new Dictionary<(string Room, int Weekday, int Period, string Title), (int Line, SortedSet<int> Weeks)>();
        var term = timetable.Terms.First(one => one.Id == place.TermId);
        foreach (var one in events)
        {
            if (!place.RoomsByName.TryGetValue(one.Location, out var room))
            {
                faults.Add(new TableFault(one.Line, null, "LOCATION", one.Location, "room_unknown", "The school has no room of this name."));
                continue;
            }
            foreach (var start in one.Starts)
            {
                var date = DateOnly.FromDateTime(start);
                if (!term.Contains(date)) continue;
                if (timetable.BellsOn(date)?.Periods.FirstOrDefault(period => period.StartsMinute == (start.Hour * 60) + start.Minute) is not { } period)
                {
                    faults.Add(new TableFault(one.Line, null, "DTSTART", start.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), "period_unknown", "No period of the school begins at this time."));
                    break;
                }
                var key = (room, date.Weekday(), period.Number, one.Summary);
                if (!slots.TryGetValue(key, out var slot)) slots[key] = slot = (one.Line, []);
                slot.Weeks.Add(term.WeekOf(date));
            }
        }
        return [.. slots.Select(slot => Lesson(slot.Key, slot.Value.Line, slot.Value.Weeks, place, newId, faults)).OfType<SheetLesson>()];
    }

    private static SheetLesson? Lesson((string Room, int Weekday, int Period, string Title) slot, int line, SortedSet<int> weeks, SheetPlace place, Func<string> newId, List<TableFault> faults)
    {
        var parts = slot.Title.Split(" · ", 3).Select(part => NameRule.Fault(part, NameRule.Longest, out var text) is null ? text : null).ToList();
        if (parts.Contains(null) || parts[0]!.Length == 0)
        {
            faults.Add(new TableFault(line, null, "SUMMARY", slot.Title.Length > 100 ? slot.Title[..100] : slot.Title, "text_invalid", $"Allowed: subject, or subject · class · teacher, each of at most {NameRule.Longest} visible characters."));
            return null;
        }
        var (className, teacher) = (parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
        var all = Enumerable.Range(1, place.TermWeeks).All(weeks.Contains) ? Weeks.All : Weeks.Parse(string.Join(',', weeks));
        return new SheetLesson(line, new WeeklyLesson(newId(), place.TermId, slot.Room, slot.Weekday, slot.Period, all, parts[0]!, className, teacher, TeacherKey.Of(teacher), ""));
    }
}
