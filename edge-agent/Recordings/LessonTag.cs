namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Which lesson of the timetable a recording is of; all empty: none.</summary>
/// <param name="LessonId">The hub's; it stays the same when the lesson is moved.</param>
internal sealed record LessonTag(string Subject, string ClassName, string LessonId)
{
    public static LessonTag None { get; } = new("", "", "");
}
