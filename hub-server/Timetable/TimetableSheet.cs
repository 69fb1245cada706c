using System.Globalization;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Timetable;

/// <summary>What an import is checked against: the school's rooms by name, its periods, the term's weeks.</summary>
internal sealed record SheetPlace(string TermId, int TermWeeks, IReadOnlyDictionary<string, string> RoomsByName, IReadOnlyList<BellPeriod> Periods);

/// <summary>A weekly lesson that a file tells, and where.</summary>
internal sealed record SheetLesson(int Row, WeeklyLesson Lesson);

/// <summary>From a table's rows to weekly lessons; every cell that is wrong is named. Pure.</summary>
internal static class TimetableSheet
{
    public static readonly IReadOnlyList<ColumnWish> Columns =
    [
        new("room", true, "教室"),
        new("weekday", true, "星期", "周几"),
        new("period", true, "节次", "第几节"),
        new("weeks", false, "周次", "单双周"),
        new("subject", false, "学科", "课程", "科目"),
        new("class", false, "班级"),
        new("teacher", false, "教师", "任课教师", "老师"),
        new("note", false, "备注"),
    ];

    private static readonly string[] s_days = ["一1mon", "二2tue", "三3wed", "四4thu", "五5fri", "六6sat", "日7sun"];

    public static List<SheetLesson> Read(Table table, SheetPlace place, Func<string> newId, List<TableFault> faults)
    {
        var lessons = new List<SheetLesson>();
        var columns = TableColumns.Read(table, Columns, faults);
        if (faults.Count > 0) return lessons;
        foreach (var row in table.Rows.Skip(1))
        {
            var before = faults.Count;
            var room = Room(columns, row, place, faults);
            var weekday = Weekday(columns.Text(row, "weekday"));
            if (weekday is null) faults.Add(columns.Fault(row, "weekday", "weekday_invalid", "Allowed: 1 to 7, 一 to 日, 周一, 星期一, Mon to Sun."));
            var period = PeriodOf(columns.Text(row, "period"), place);
            if (period is null) faults.Add(columns.Fault(row, "period", "period_unknown", "The school's bells have no such period.", place.Periods.Select(one => one.Number).Distinct().Order().Select(number => $"{number}")));
            if (!Weeks.TryParse(columns.Text(row, "weeks"), out var weeks)) faults.Add(columns.Fault(row, "weeks", "weeks_invalid", "Allowed: nothing or 全部, 单, 双, or a list such as 1-8,10."));
            var (subject, className, teacher, note) = (Line(columns, row, "subject", faults), Line(columns, row, "class", faults), Line(columns, row, "teacher", faults), Line(columns, row, "note", faults));
            if (faults.Count == before && subject.Length + className.Length + teacher.Length == 0)
                faults.Add(new TableFault(row.Number, null, null, null, "lesson_empty", "A lesson has a subject, a class or a teacher."));
            if (faults.Count > before) continue;
            lessons.Add(new SheetLesson(row.Number, new WeeklyLesson(newId(), place.TermId, room, weekday!.Value, period!.Value, weeks, subject, className, teacher, TeacherKey.Of(teacher), note)));
        }
        return lessons;
    }

    /// <summary>Rows that are in each other's way, or in the way of what the term has already.</summary>
    public static IEnumerable<TableFault> ConflictFaults(IReadOnlyList<SheetLesson> lessons, IEnumerable<WeeklyLesson> present, int weeks, IReadOnlyDictionary<string, string> roomNames)
    {
        var rows = lessons.ToDictionary(lesson => lesson.Lesson.Id, lesson => lesson.Row, StringComparer.Ordinal);
        foreach (var conflict in Conflicts.Among(lessons.Select(lesson => lesson.Lesson).Concat(present), weeks))
        {
            var (hasOne, hasOther) = (rows.TryGetValue(conflict.One.Id, out var one), rows.TryGetValue(conflict.Other.Id, out var other));
            if (!hasOne && !hasOther) continue;
            var (row, known) = hasOne && (!hasOther || one > other) ? (one, conflict.Other) : (other, conflict.One);
            var where = rows.TryGetValue(known.Id, out var knownRow) ? $"row {knownRow}" : "the timetable as it is";
            var name = LessonEndpoints.Name(known.Subject, known.ClassName, known.Teacher, roomNames.GetValueOrDefault(known.RoomId, ""));
            yield return new TableFault(row, null, null, name, "lesson_conflict", $"It shares {string.Join(" and ", conflict.Kinds).ToLowerInvariant()} with {name} at the same time, in {where}.");
        }
    }

    private static string Room(TableColumns columns, TableRow row, SheetPlace place, List<TableFault> faults)
    {
        var name = columns.Text(row, "room");
        if (place.RoomsByName.TryGetValue(name, out var id)) return id;
        faults.Add(columns.Fault(row, "room", "room_unknown", "The school has no room of this name.", place.RoomsByName.Keys.Order(StringComparer.Ordinal)));
        return "";
    }

    private static int? Weekday(string text)
    {
        var plain = text.Replace("星期", "", StringComparison.Ordinal).Replace("周", "", StringComparison.Ordinal).Replace('天', '日').Trim().ToLowerInvariant();
        var index = plain.Length == 0 ? -1 : Array.FindIndex(s_days, day => plain.Length == 1 ? day[..2].Contains(plain[0], StringComparison.Ordinal) : day[2..] == plain || FullName(day[2..]) == plain);
        return index < 0 ? null : index + 1;
    }

    private static string FullName(string day) => day switch { "mon" => "monday", "tue" => "tuesday", "wed" => "wednesday", "thu" => "thursday", "fri" => "friday", "sat" => "saturday", _ => "sunday" };

    private static int? PeriodOf(string text, SheetPlace place)
    {
        var plain = text.TrimStart('第').TrimEnd('节');
        if (int.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && place.Periods.Any(period => period.Number == number)) return number;
        return text.Length == 0 ? null : place.Periods.FirstOrDefault(period => period.Name == text)?.Number;
    }

    private static string Line(TableColumns columns, TableRow row, string column, List<TableFault> faults)
    {
        if (NameRule.Fault(columns.Text(row, column), NameRule.Longest, out var text) is not { } fault) return text;
        faults.Add(columns.Fault(row, column, "text_invalid", $"The text {fault}; allowed: at most {NameRule.Longest} visible characters."));
        return "";
    }
}
