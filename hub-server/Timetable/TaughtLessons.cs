using System.Globalization;

namespace Tongtang.HubServer.Timetable;

/// <summary>A lesson of one date.</summary>
/// <param name="Id">The weekly lesson and the date on which it stands in the timetable, wherever it was moved.</param>
/// <param name="From">The date on which it stands in the timetable.</param>
/// <param name="SwapId">Null: it is taught as it stands there.</param>
internal sealed record TaughtLesson(
    string Id,
    WeeklyLesson Weekly,
    DateOnly From,
    DateOnly Date,
    BellPeriod Period,
    string RoomId,
    string Teacher,
    string TeacherKey,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string? SwapId);

/// <summary>From all that a timetable says to the lessons of a date. Pure.</summary>
internal static class TaughtLessons
{
    /// <summary>In order of their time, then of their rooms.</summary>
    public static List<TaughtLesson> On(SchoolTimetable timetable, DateOnly date)
    {
        var changed = timetable.Changes.Where(change => change.Date == date).Select(change => change.LessonId).ToHashSet(StringComparer.Ordinal);
        var stay = Regular(timetable, date).Where(lesson => !changed.Contains(lesson.Id)).Select(lesson => Make(timetable, lesson, date, null));
        var come = timetable.Changes
            .Where(change => change.ToDate == date)
            .Select(change => Regular(timetable, change.Date).FirstOrDefault(lesson => lesson.Id == change.LessonId) is { } lesson ? Make(timetable, lesson, change.Date, change) : null);
        return [.. stay.Concat(come).OfType<TaughtLesson>().OrderBy(lesson => lesson.StartsAt).ThenBy(lesson => lesson.RoomId, StringComparer.Ordinal).ThenBy(lesson => lesson.Id, StringComparer.Ordinal)];
    }

    /// <summary>What stands in the timetable for a date, whatever was swapped.</summary>
    public static IEnumerable<WeeklyLesson> Regular(SchoolTimetable timetable, DateOnly date)
    {
        var day = timetable.DayOn(date);
        if (day is { TaughtAs: null }) return [];
        var likeDate = day?.TaughtAs ?? date;
        if (timetable.TermOn(likeDate) is not { } term) return [];
        var (weekday, week) = (likeDate.Weekday(), term.WeekOf(likeDate));
        return timetable.Lessons.Where(lesson => lesson.TermId == term.Id && lesson.Weekday == weekday && lesson.Weeks.Contains(week));
    }

    public static string IdOf(string lessonId, DateOnly from) => string.Create(CultureInfo.InvariantCulture, $"{lessonId}-{from:yyyyMMdd}");

    /// <returns>Null when the school's bells have no such period on that date, or a clock change swallowed it whole.</returns>
    private static TaughtLesson? Make(SchoolTimetable timetable, WeeklyLesson lesson, DateOnly from, LessonChange? change)
    {
        var date = change?.ToDate ?? from;
        var number = change?.ToPeriod ?? lesson.Period;
        if (timetable.BellsOn(date)?.Periods.FirstOrDefault(period => period.Number == number) is not { } period) return null;
        var (starts, ends) = (WallClock.At(date, period.StartsMinute, timetable.Zone), WallClock.At(date, period.EndsMinute, timetable.Zone));
        if (ends <= starts) return null;
        var teacher = change?.ToTeacher ?? lesson.Teacher;
        return new TaughtLesson(
            IdOf(lesson.Id, from), lesson, from, date, period, change?.ToRoomId ?? lesson.RoomId, teacher, TeacherKey.Of(teacher), starts, ends, change?.SwapId);
    }
}
