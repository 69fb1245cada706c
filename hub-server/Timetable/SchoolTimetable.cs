namespace Tongtang.HubServer.Timetable;

/// <summary>Some weeks of lessons. Its first week is the one that holds its first day.</summary>
internal sealed record TermTime(string Id, string PlaceId, string Name, DateOnly FirstDay, int Weeks)
{
    public DateOnly LastDay => FirstDay.Monday().AddDays((Weeks * 7) - 1);

    public bool Contains(DateOnly date) => date >= FirstDay && date <= LastDay;

    public int WeekOf(DateOnly date) => ((date.DayNumber - FirstDay.Monday().DayNumber) / 7) + 1;
}

/// <summary>A date on which it is otherwise than its weekday says: off, or taught as another date (调休).</summary>
internal sealed record SpecialDay(string PlaceId, DateOnly Date, DateOnly? TaughtAs, string Note);

/// <summary>Minutes are those since local midnight.</summary>
internal sealed record BellPeriod(int Number, string Name, int StartsMinute, int EndsMinute);

internal sealed record BellTimes(string Id, string Name, DateOnly FirstDay, IReadOnlyList<BellPeriod> Periods);

/// <summary>What is taught in a room at a weekday's period in some weeks of a term.</summary>
internal sealed record WeeklyLesson(
    string Id, string TermId, string RoomId, int Weekday, int Period, Weeks Weeks, string Subject, string ClassName, string Teacher, string TeacherKey, string Note);

/// <summary>One date's lesson taught otherwise: elsewhere, at another time, by somebody else, or (no <paramref name="ToDate"/>) not at all.</summary>
internal sealed record LessonChange(string SwapId, string LessonId, DateOnly Date, DateOnly? ToDate, int ToPeriod, string ToRoomId, string? ToTeacher);

/// <summary>All that says what is taught in a school; or in one of its rooms, when only that was read.</summary>
internal sealed record SchoolTimetable(
    string SchoolId,
    TimeZoneInfo Zone,
    IReadOnlyList<TermTime> Terms,
    IReadOnlyList<SpecialDay> Days,
    IReadOnlyList<BellTimes> Bells,
    IReadOnlyList<WeeklyLesson> Lessons,
    IReadOnlyList<LessonChange> Changes)
{
    /// <summary>The school's own goes before its region's.</summary>
    public TermTime? TermOn(DateOnly date) => Nearest(Terms.Where(term => term.Contains(date)), term => term.PlaceId);

    public SpecialDay? DayOn(DateOnly date) => Nearest(Days.Where(day => day.Date == date), day => day.PlaceId);

    /// <summary>Before the first plan's first day, that plan.</summary>
    public BellTimes? BellsOn(DateOnly date) => Bells.Where(bells => bells.FirstDay <= date).MaxBy(bells => bells.FirstDay) ?? Bells.MinBy(bells => bells.FirstDay);

    private T? Nearest<T>(IEnumerable<T> found, Func<T, string> place)
        where T : class => found.OrderBy(one => place(one) == SchoolId ? 0 : 1).FirstOrDefault();
}
