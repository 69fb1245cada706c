namespace Tongtang.HubServer.Timetable;

/// <summary>What two lessons want at the same time.</summary>
internal enum ConflictKind
{
    Room,
    Teacher,
    Class,
}

/// <summary>Two lessons at the same time that cannot both be.</summary>
internal sealed record Conflict<T>(IReadOnlyList<ConflictKind> Kinds, T One, T Other);

/// <summary>Finds lessons that are in each other's way. Pure.</summary>
internal static class Conflicts
{
    /// <summary>Among the lessons of one school that are taught every week of a term with so many weeks.</summary>
    public static IEnumerable<Conflict<WeeklyLesson>> Among(IEnumerable<WeeklyLesson> lessons, int weeks)
    {
        foreach (var sameTime in lessons.GroupBy(lesson => (lesson.Weekday, lesson.Period)))
        {
            var list = sameTime.ToList();
            // Only those that share something are looked at in pairs: a big school has a hundred lessons at a time.
            var pairs = Pairs(list, lesson => lesson.RoomId).Concat(Pairs(list, lesson => lesson.TeacherKey)).Concat(Pairs(list, lesson => lesson.ClassName)).Distinct();
            foreach (var (one, other) in pairs)
            {
                if (list[one].Weeks.Overlaps(list[other].Weeks, weeks)) yield return new Conflict<WeeklyLesson>(Kinds(list[one], list[other]), list[one], list[other]);
            }
        }
    }

    /// <summary>Of one lesson with others of its school and term.</summary>
    public static IEnumerable<Conflict<WeeklyLesson>> With(WeeklyLesson lesson, IEnumerable<WeeklyLesson> others, int weeks) =>
        from other in others
        where other.Id != lesson.Id && other.Weekday == lesson.Weekday && other.Period == lesson.Period && other.Weeks.Overlaps(lesson.Weeks, weeks)
        let kinds = Kinds(lesson, other)
        where kinds.Count > 0
        select new Conflict<WeeklyLesson>(kinds, lesson, other);

    /// <summary>Of those among the lessons of one date that <paramref name="concerns"/> names with all of that date.</summary>
    public static IEnumerable<Conflict<TaughtLesson>> OnDate(IReadOnlyList<TaughtLesson> lessons, Func<TaughtLesson, bool> concerns)
    {
        foreach (var (index, one) in lessons.Index())
        {
            foreach (var other in lessons.Skip(index + 1).Where(other => concerns(one) || concerns(other)))
            {
                if (one.StartsAt >= other.EndsAt || other.StartsAt >= one.EndsAt) continue;
                var kinds = Kinds(one.RoomId, other.RoomId, one.TeacherKey, other.TeacherKey, one.Weekly.ClassName, other.Weekly.ClassName);
                if (kinds.Count > 0) yield return new Conflict<TaughtLesson>(kinds, one, other);
            }
        }
    }

    private static IEnumerable<(int One, int Other)> Pairs(List<WeeklyLesson> lessons, Func<WeeklyLesson, string> shared) =>
        from lesson in lessons.Index()
        where shared(lesson.Item).Length > 0
        group lesson.Index by shared(lesson.Item) into same
        from one in same
        from other in same
        where one < other
        select (one, other);

    private static List<ConflictKind> Kinds(WeeklyLesson one, WeeklyLesson other) =>
        Kinds(one.RoomId, other.RoomId, one.TeacherKey, other.TeacherKey, one.ClassName, other.ClassName);

    private static List<ConflictKind> Kinds(string room, string otherRoom, string teacher, string otherTeacher, string className, string otherClass)
    {
        var kinds = new List<ConflictKind>(3);
        if (room == otherRoom) kinds.Add(ConflictKind.Room);
        if (teacher.Length > 0 && teacher == otherTeacher) kinds.Add(ConflictKind.Teacher);
        if (className.Length > 0 && className == otherClass) kinds.Add(ConflictKind.Class);
        return kinds;
    }
}
