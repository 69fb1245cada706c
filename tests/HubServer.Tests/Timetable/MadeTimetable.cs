using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Tests.Timetable;

/// <summary>A school with a term from Monday 2026-08-31 of twenty weeks and four periods a day.</summary>
internal static class MadeTimetable
{
    public const string School = "school";

    public static readonly DateOnly FirstDay = new(2026, 8, 31);

    public static readonly TermTime Term = new("term", School, "秋季学期", FirstDay, 20);

    public static readonly IReadOnlyList<BellPeriod> Periods = [new(1, "第一节", 480, 525), new(2, "第二节", 535, 580), new(3, "第三节", 600, 645), new(4, "第四节", 655, 700)];

    public static SchoolTimetable Make(IEnumerable<WeeklyLesson> lessons, string zone = "Asia/Shanghai") => new(
        School, TimeZoneInfo.FindSystemTimeZoneById(zone), [Term], [], [new("bells", "作息", new DateOnly(2026, 1, 1), Periods)], [.. lessons], []);

    public static WeeklyLesson Lesson(string id, int weekday = 1, int period = 1, string weeks = "all", string room = "r1", string teacher = "王老师", string className = "七1班") =>
        new(id, Term.Id, room, weekday, period, Weeks.Parse(weeks), "数学", className, teacher, TeacherKey.Of(teacher), "");
}
