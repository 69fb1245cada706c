using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>A lesson of one date; times are UTC by the hub's clock.</summary>
/// <param name="Period">The period's name.</param>
internal sealed record RoomLesson(string Id, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Period, string Subject, string ClassName, string Teacher, string Note)
{
    /// <summary>What a recording of it is called.</summary>
    public string Title => string.Join(' ', new[] { Subject, ClassName }.Where(part => part.Length > 0));
}

/// <summary>What is taught in this room in the coming weeks, as the hub told it.</summary>
/// <param name="AsOf">UTC by the hub's clock at which it was so.</param>
internal sealed record KnownTimetable(
    string RoomId, string Hash, DateTimeOffset AsOf, IReadOnlyList<RoomLesson> Lessons, IReadOnlyList<string> Teachers, bool Record, string StartScene, string EndScene, TimeZoneInfo Zone)
{
    private const int MostLessons = 1000;
    private const int MostTeachers = 40;
    private const int LongestText = 200;

    /// <returns>Null, with what is wrong, when it cannot be followed.</returns>
    public static KnownTimetable? Of(RoomTimetable told, string roomId, out string problem)
    {
        problem = Problem(told);
        if (problem.Length > 0) return null;
        var lessons = told.Lessons.Select(lesson => new RoomLesson(
            lesson.Id, DateTimeOffset.FromUnixTimeMilliseconds(lesson.StartsMs), DateTimeOffset.FromUnixTimeMilliseconds(lesson.EndsMs), lesson.Period, lesson.Subject, lesson.ClassName, lesson.Teacher, lesson.Note));
        return new KnownTimetable(
            roomId, told.Hash, DateTimeOffset.FromUnixTimeMilliseconds(told.AsOfMs), [.. lessons.OrderBy(lesson => lesson.StartsAt)], [.. told.Teachers], told.Record, told.StartScene, told.EndScene,
            TimeZoneInfo.TryFindSystemTimeZoneById(told.TimeZone, out var zone) ? zone : TimeZoneInfo.Local);
    }

    private static string Problem(RoomTimetable told)
    {
        if (told.Lessons.Count > MostLessons || told.Teachers.Count > MostTeachers) return $"it has {told.Lessons.Count} lessons and {told.Teachers.Count} teachers";
        if (told.Hash.Length != 64 || !IsTime(told.AsOfMs)) return "its hash or its time is none";
        if (told.Lessons.Any(lesson => lesson.Id.Length is 0 or > 64 || !IsTime(lesson.StartsMs) || !IsTime(lesson.EndsMs) || lesson.EndsMs <= lesson.StartsMs)) return "a lesson has no id, or does not end after it begins";
        var texts = told.Lessons.SelectMany(lesson => new[] { lesson.Id, lesson.Period, lesson.Subject, lesson.ClassName, lesson.Teacher, lesson.Note }).Concat(told.Teachers).Append(told.StartScene).Append(told.EndScene);
        return texts.Any(text => text.Length > LongestText || text.Any(char.IsControl)) ? $"a text is longer than {LongestText} characters, or has a control character" : "";
    }

    private static bool IsTime(long ms) => ms is >= 0 and < 7_258_118_400_000;
}
