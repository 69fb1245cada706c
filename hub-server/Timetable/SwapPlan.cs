namespace Tongtang.HubServer.Timetable;

/// <summary>What a swap changes, and what would be in its way. Pure.</summary>
internal static class SwapPlan
{
    /// <returns>A stable code of what is wrong, or null.</returns>
    public static string? Make(SchoolTimetable timetable, string swapId, SwapWish wish, out List<LessonChange> changes)
    {
        changes = [];
        if (Lesson(timetable, wish.LessonId, wish.Date, out var lesson) is { } fault) return fault;
        var same = new LessonChange(swapId, lesson!.Id, wish.Date, wish.Date, lesson.Period, lesson.RoomId, null);
        switch (wish.Kind)
        {
            case SwapKind.Cancel:
                changes.Add(same with { ToDate = null });
                return null;
            case SwapKind.Substitute:
                changes.Add(same with { ToTeacher = wish.ToTeacher });
                return string.IsNullOrEmpty(wish.ToTeacher) ? "teacher_missing" : null;
            case SwapKind.Move:
                var moved = same with { ToDate = wish.ToDate ?? wish.Date, ToPeriod = wish.ToPeriod ?? lesson.Period, ToRoomId = wish.ToRoomId ?? lesson.RoomId };
                changes.Add(moved);
                return moved == same ? "swap_changes_nothing" : PeriodFault(timetable, moved);
            default:
                if (wish.OtherLessonId is null || wish.OtherDate is not { } otherDate) return "other_lesson_missing";
                if (Lesson(timetable, wish.OtherLessonId, otherDate, out var other) is { } otherFault) return otherFault;
                if (other!.Id == lesson.Id && otherDate == wish.Date) return "swap_changes_nothing";
                changes.Add(same with { ToDate = otherDate, ToPeriod = other.Period });
                changes.Add(new LessonChange(swapId, other.Id, otherDate, wish.Date, lesson.Period, other.RoomId, null));
                return changes.Select(change => PeriodFault(timetable, change)).FirstOrDefault(wrong => wrong is not null);
        }
    }

    public static List<Conflict<TaughtLesson>> ConflictsOf(SchoolTimetable before, string swapId, IReadOnlyList<LessonChange> changes)
    {
        var after = before with { Changes = [.. before.Changes, .. changes] };
        return [.. changes.Select(change => change.ToDate).OfType<DateOnly>().Distinct()
            .SelectMany(date => Conflicts.OnDate(TaughtLessons.On(after, date), lesson => lesson.SwapId == swapId))];
    }

    private static string? Lesson(SchoolTimetable timetable, string id, DateOnly date, out WeeklyLesson? lesson)
    {
        lesson = TaughtLessons.Regular(timetable, date).FirstOrDefault(one => one.Id == id);
        if (lesson is null) return "lesson_not_on_date";
        return timetable.Changes.Any(change => change.LessonId == id && change.Date == date) ? "lesson_already_swapped" : null;
    }

    private static string? PeriodFault(SchoolTimetable timetable, LessonChange change) =>
        timetable.BellsOn(change.ToDate!.Value)?.Periods.Any(period => period.Number == change.ToPeriod) == true ? null : "period_unknown";
}
