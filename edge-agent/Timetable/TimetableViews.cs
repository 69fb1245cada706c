using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What is taught in this room, for the panel and the door.</summary>
/// <param name="AgeSeconds">Since the hub last said that it is so.</param>
/// <param name="Stale">It ends before long, and the hub has not told more.</param>
/// <param name="Records">The room records its lessons by itself.</param>
/// <param name="Current">That runs, or begins within ten minutes.</param>
/// <param name="Next">After that one.</param>
/// <param name="Today">By the school's clock.</param>
/// <param name="TimeZone">Of that clock, a name of the IANA time zone database: a box's own may be wrong.</param>
/// <param name="Teachers">The room's usual ones.</param>
/// <param name="Pending">About to be recorded by itself.</param>
internal sealed record TimetableView(
    double AgeSeconds,
    bool Stale,
    bool Records,
    RoomLesson? Current,
    RoomLesson? Next,
    IReadOnlyList<RoomLesson> Today,
    string TimeZone,
    IReadOnlyList<string> Teachers,
    PendingView? Pending);

/// <param name="StartsInSeconds">Zero or less: it waits for another recording to end.</param>
/// <param name="Problem">Why it cannot, a stable code; null: nothing.</param>
internal sealed record PendingView(string LessonId, string Title, DateTimeOffset StartsAt, double StartsInSeconds, bool Skipped, string? Problem);

internal sealed class TimetableViews(TimetableBoard board, AutoRecording auto)
{
    /// <summary>Four weeks are told each day; with this old an age the hub has been away for most of them.</summary>
    private static readonly TimeSpan s_stale = TimeSpan.FromDays(7);

    public ChangeSignal Changed => auto.Changed;

    /// <summary>Null while there is none, or nobody knows what time it is.</summary>
    public TimetableView? Read()
    {
        if (board.Known is not { } known || board.Now is not { } now) return null;
        var age = now - known.AsOf;
        var today = TimeZoneInfo.ConvertTime(now, known.Zone).Date;
        var current = board.Current;
        return new TimetableView(
            Math.Round(Math.Max(0, age.TotalSeconds)),
            age > s_stale,
            known.Record,
            current,
            known.Lessons.FirstOrDefault(lesson => lesson.StartsAt > now && lesson.Id != current?.Id),
            [.. known.Lessons.Where(lesson => TimeZoneInfo.ConvertTime(lesson.StartsAt, known.Zone).Date == today)],
            known.Zone.Id,
            known.Teachers,
            Pending(now));
    }

    private PendingView? Pending(DateTimeOffset now)
    {
        if (auto.Pending is not { } plan || now < plan.StartsAt - AutoRecordingRules.Notice || board.Find(plan.LessonId) is not { } lesson) return null;
        return new PendingView(plan.LessonId, lesson.Title, plan.StartsAt, Math.Round((plan.StartsAt - now).TotalSeconds), plan.Skipped, auto.Problem.Length == 0 ? null : auto.Problem);
    }
}
