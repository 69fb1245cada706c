using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What is to be done now about recording by timetable.</summary>
internal enum AutoStep
{
    Nothing,

    /// <summary>The lesson is near: people are told, and sources are made warm.</summary>
    Notice,

    Start,

    /// <summary>The lesson before has run over its end and nobody extended it: it makes room.</summary>
    StopLastLesson,
}

/// <summary>When lessons are recorded by themselves. Pure.</summary>
internal static class AutoRecordingRules
{
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(2);

    /// <summary>What is left of a lesson must be worth a recording.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(1);

    /// <summary>The plan for the lesson that is near or runs; the one before while there is none.</summary>
    public static LessonPlan? Follow(LessonPlan? plan, IReadOnlyList<RoomLesson> lessons, DateTimeOffset now)
    {
        // The hub may have moved the lesson meanwhile; what people decided of it stands.
        if (plan is not null && lessons.FirstOrDefault(lesson => lesson.Id == plan.LessonId) is { } known && known.EndsAt != plan.EndsAt)
            plan = plan with { StartsAt = plan.StartsAt > known.StartsAt && plan.StartsAt < known.EndsAt ? plan.StartsAt : known.StartsAt, EndsAt = known.EndsAt };
        // One that begins is near even while the one before still runs.
        var near = lessons.LastOrDefault(lesson => lesson.StartsAt - Notice <= now && lesson.EndsAt > now);
        return near is null || near.Id == plan?.LessonId ? plan : new LessonPlan(near.Id, near.StartsAt, near.EndsAt);
    }

    /// <param name="now">By the hub's clock.</param>
    public static AutoStep Decide(LessonPlan plan, RecorderStatus recorder, DateTimeOffset now)
    {
        if (plan.Skipped || plan.Recorded || now < plan.StartsAt - Notice || now >= plan.EndsAt - s_least) return AutoStep.Nothing;
        if (now < plan.StartsAt) return AutoStep.Notice;
        if (recorder.State == RecorderState.Idle) return AutoStep.Start;
        var isOver = recorder.Lesson.LessonId.Length > 0 && recorder.Lesson.LessonId != plan.LessonId && recorder.UntilPlannedEnd <= TimeSpan.Zero;
        return isOver ? AutoStep.StopLastLesson : AutoStep.Nothing;
    }
}
