using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Timetable;

namespace Tongtang.EdgeAgent.Tests.Timetable;

public sealed class AutoRecordingRulesTests
{
    private static readonly DateTimeOffset s_bell = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RoomLesson s_lesson = Lesson("one", 0);
    private static readonly RoomLesson s_next = Lesson("two", 50);

    [Theory]
    [InlineData(-3, null)]
    [InlineData(-2, "Notice")]
    [InlineData(0, "Start")]
    [InlineData(43, "Start")]
    [InlineData(44, "Nothing")]
    [InlineData(46, "Nothing")]
    public void Lesson_IsAnnouncedTwoMinutesBefore_AndBegunWhileItRuns(double minutes, string? expected)
    {
        var plan = AutoRecordingRules.Follow(null, [s_lesson, s_next], At(minutes));
        var step = plan is null ? null : AutoRecordingRules.Decide(plan, new RecorderStatus { State = RecorderState.Idle }, At(minutes)).ToString();

        Assert.Equal(minutes == 46 ? null : expected, plan is null ? null : step);
    }

    [Fact]
    public void Skipped_AndRecordedLessons_AreLeftAlone()
    {
        var plan = AutoRecordingRules.Follow(null, [s_lesson], At(1))!;

        Assert.Equal(AutoStep.Nothing, Decide(plan with { Skipped = true }, 1));
        Assert.Equal(AutoStep.Nothing, Decide(plan with { Recorded = true }, 1));
        Assert.Equal(AutoStep.Notice, Decide(plan with { StartsAt = At(6) }, 4.5));
        Assert.Equal(AutoStep.Nothing, Decide(plan with { StartsAt = At(6) }, 3));
    }

    [Fact]
    public void LessonBefore_MakesRoom_OnlyWhenItIsOverAndNobodyExtendedIt()
    {
        var plan = AutoRecordingRules.Follow(new LessonPlan("one", At(0), At(45), Recorded: true), [s_lesson, s_next], At(50))!;
        var running = new RecorderStatus { State = RecorderState.Recording, RecordingId = "r", Lesson = new LessonTag("", "", "one"), UntilPlannedEnd = TimeSpan.FromMinutes(-5) };

        Assert.Equal("two", plan.LessonId);
        Assert.Equal(AutoStep.StopLastLesson, AutoRecordingRules.Decide(plan, running, At(50)));
        Assert.Equal(AutoStep.Nothing, AutoRecordingRules.Decide(plan, running with { UntilPlannedEnd = TimeSpan.FromMinutes(5) }, At(50)));
        Assert.Equal(AutoStep.Nothing, AutoRecordingRules.Decide(plan, running with { Lesson = LessonTag.None }, At(50)));
    }

    [Fact]
    public void LessonThatTheHubMoves_KeepsWhatPeopleDecided()
    {
        var moved = s_lesson with { StartsAt = At(10), EndsAt = At(55) };

        Assert.Equal(new LessonPlan("one", At(10), At(55), Skipped: true), AutoRecordingRules.Follow(new LessonPlan("one", At(0), At(45), Skipped: true), [moved], At(-1)));
        Assert.Equal(At(15), AutoRecordingRules.Follow(new LessonPlan("one", At(15), At(45)), [moved], At(-1))!.StartsAt);
    }

    private static AutoStep Decide(LessonPlan plan, double minutes) => AutoRecordingRules.Decide(plan, new RecorderStatus { State = RecorderState.Idle }, At(minutes));

    private static DateTimeOffset At(double minutes) => s_bell.AddMinutes(minutes);

    private static RoomLesson Lesson(string id, double minutes) => new(id, At(minutes), At(minutes + 45), "第一节", "数学", "七1班", "王老师", "");
}
