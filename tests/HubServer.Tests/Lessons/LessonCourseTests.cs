using Tongtang.HubServer.Lessons;
using static Tongtang.HubServer.Tests.Lessons.MadeUpLesson;

namespace Tongtang.HubServer.Tests.Lessons;

public sealed class LessonCourseTests
{
    [Fact]
    public void Planned_BeforeTheBell_StaysWhoeverIsThere()
    {
        var lesson = Of();
        Assert.Same(lesson, lesson.Later(-0.001, Host, One));
    }

    [Fact]
    public void Bell_WithTheHost_Runs_AndReceiversWaitForThePicture()
    {
        var lesson = Of().Later(0, Host, One);
        Assert.Equal((LessonState.Running, At(0)), (lesson.State, lesson.StartedAt));
        Assert.Equal(("In 0-", "Waiting 0-"), (lesson.Spans(Host), lesson.Spans(One)));
    }

    [Fact]
    public void Bell_WithoutTheHost_WaitsForIt_AndIsMissedWhenItComesTooLate()
    {
        var lesson = Of();
        Assert.Same(lesson, lesson.Later(899, One));
        Assert.Equal(LessonState.Running, lesson.Later(899, Host, One).State);
        var missed = lesson.Later(900, Host, One);
        Assert.Equal((LessonState.Missed, null), (missed.State, missed.StartedAt));
    }

    [Fact]
    public void Bell_OfALessonShorterThanTheWait_IsMissedAtItsEnd()
    {
        var lesson = Of() with { PlannedEnd = At(300) };
        Assert.Equal(LessonState.Planned, lesson.Later(299).State);
        Assert.Equal(LessonState.Missed, lesson.Later(300).State);
    }

    [Fact]
    public void Receiver_WithoutAPicture_IsADisturbanceAfterAWhile_AndOneOnceItHasIt()
    {
        var lesson = Of().Later(0, Host, One);
        Assert.Equal(LessonState.Running, lesson.Later(14.9, Host, One).State);
        lesson = lesson.Later(15, Host, One);
        Assert.Equal(LessonState.Disturbed, lesson.State);
        lesson = lesson.Told(One, ReceptionState.Live, 16).Later(17, Host, One);
        Assert.Equal((LessonState.Running, "Waiting 0-16, In 16-"), (lesson.State, lesson.Spans(One)));
    }

    [Fact]
    public void Receiver_ThatNeverComes_IsAbsent_AndTheLessonDisturbed()
    {
        var lesson = Of().Later(0, Host);
        Assert.Equal((LessonState.Disturbed, "Absent 0- box_away"), (lesson.State, lesson.Spans(One)));
        lesson = lesson.Later(2400, Host);
        Assert.Equal((LessonState.Missed, At(2400), LessonEnd.Time), (lesson.State, lesson.EndedAt, lesson.EndedBy));
    }

    [Fact]
    public void Line_CutAndBack_IsAnInterruptionFromWhenThePictureWent()
    {
        var lesson = Running();
        lesson = lesson.Told(One, ReceptionState.Lost, 100).Later(103, Host, One);
        Assert.Equal((LessonState.Disturbed, "Waiting 0-1, In 1-100, Interrupted 100- picture_lost"), (lesson.State, lesson.Spans(One)));
        // The box goes too: still the same interruption.
        lesson = lesson.Later(110, Host);
        lesson = lesson.Told(One, ReceptionState.Live, 130).Later(131, Host, One);
        Assert.Equal((LessonState.Running, "Waiting 0-1, In 1-100, Interrupted 100-130 picture_lost, In 130-"), (lesson.State, lesson.Spans(One)));
        lesson = lesson.Later(2400, Host, One);
        Assert.Equal((LessonState.Ended, new LessonFigures(2_400_000, 2_400_000 - 1000 - 30_000, 1)), (lesson.State, LessonFigures.Of(lesson, At(9999))));
        Assert.Equal(2_399_000 - 30_000, LessonFigures.InMs(lesson.RoomOf(One)!, At(2400)));
    }

    [Fact]
    public void Box_BackOnTheLine_IsInOnceItSaysThatItHasThePicture()
    {
        var lesson = Running().Later(100, Host).Later(110, Host, One);
        Assert.Equal((LessonState.Disturbed, "Waiting 0-1, In 1-100, Interrupted 100- box_away"), (lesson.State, lesson.Spans(One)));
        var whole = lesson.Told(One, ReceptionState.Live, 1).Later(111, Host, One);
        Assert.Equal(("Waiting 0-1, In 1-100, Interrupted 100-100 box_away, In 100-", 0), (whole.Spans(One), LessonFigures.Of(whole, At(120)).Interruptions));
        var cut = lesson.Told(One, ReceptionState.Live, 112).Later(113, Host, One);
        Assert.Equal(("Waiting 0-1, In 1-100, Interrupted 100-112 box_away, In 112-", 1), (cut.Spans(One), LessonFigures.Of(cut, At(120)).Interruptions));
    }

    [Fact]
    public void Host_ThatLosesAReceiversPicture_IsNotInterruptedItself()
    {
        var lesson = Running().With(Host, room => room with { Receptions = [new Reception(One, "class", ReceptionState.Lost, At(5), 3, 0, 0, 0)] }).Later(10, Host, One);
        Assert.Equal((LessonState.Running, 0), (lesson.State, LessonFigures.Of(lesson, At(20)).Interruptions));
        lesson = lesson.With(One, room => room with { Receptions = [room.Receptions[0] with { Interruptions = 2 }] });
        Assert.Equal(2, LessonFigures.Of(lesson, At(20)).Interruptions);
    }

    [Fact]
    public void TwoReceivers_CutAtOnce_CountAsTwoInterruptionsButOneLossOfQuality()
    {
        var lesson = Running(LessonMode.Dedicated, One, Two);
        lesson = lesson.Told(One, ReceptionState.Lost, 100).Told(Two, ReceptionState.Lost, 110).Later(120, Host, One, Two);
        lesson = lesson.Told(One, ReceptionState.Live, 130).Told(Two, ReceptionState.Live, 140).Later(150, Host, One, Two);
        Assert.Equal(new LessonFigures(200_000, 200_000 - 1000 - 40_000, 2), LessonFigures.Of(lesson, At(200)));
    }

    [Fact]
    public void Host_Away_DisturbsTheLesson_WhichGoesOn()
    {
        var lesson = Running().Later(60, One);
        Assert.Equal((LessonState.Disturbed, "In 0-60, Interrupted 60- box_away"), (lesson.State, lesson.Spans(Host)));
        Assert.Equal(LessonState.Running, lesson.Later(90, Host, One).State);
    }

    [Fact]
    public void Room_ThatLeaves_IsNoDisturbance()
    {
        var lesson = Running(LessonMode.Dedicated, One, Two);
        Assert.Null(LessonActs.Leave(lesson, One, out lesson));
        lesson = lesson.Later(60, Host, Two);
        Assert.Equal((LessonState.Running, "Waiting 0-1, In 1-60, Left 60-"), (lesson.State, lesson.Spans(One)));
        Assert.Null(LessonActs.Invite(lesson, Room(One, LessonRole.Receiver), out lesson));
        lesson = lesson.Later(70, Host, One, Two);
        Assert.Equal("Waiting 0-1, In 1-60, Left 60-70, Interrupted 70- picture_lost", lesson.Spans(One));
    }

    [Fact]
    public void Hub_KilledInMidLesson_CountsItsOwnAbsence_AndGivesBoxesTimeToComeBack()
    {
        var lesson = LessonCourse.Resume(Running(), At(100));
        Assert.Equal(("In 0-", "Waiting 0-1, In 1-100, Interrupted 100- hub_away"), (lesson.Spans(Host), lesson.Spans(One)));
        var waiting = LessonCourse.Advance(lesson, At(120), _ => null, StartWithin);
        Assert.Equal((LessonState.Disturbed, "In 0-"), (waiting.State, waiting.Spans(Host)));
        lesson = waiting.Told(One, ReceptionState.Live, 125).Later(126, Host, One);
        Assert.Equal((LessonState.Running, "Waiting 0-1, In 1-100, Interrupted 100-125 hub_away, In 125-"), (lesson.State, lesson.Spans(One)));
    }

    [Fact]
    public void End_ByTime_ClosesEverything()
    {
        var lesson = Running();
        Assert.Null(LessonActs.Floor(lesson, One, out lesson));
        Assert.Null(LessonActs.Help(lesson, One, wanted: true, out lesson));
        lesson = lesson.Later(2401.5, Host, One);
        Assert.Equal((LessonState.Ended, At(2400), null), (lesson.State, lesson.EndedAt, lesson.FloorRoomId));
        Assert.All(lesson.Rooms, room => Assert.Equal((At(2400), false, null), (room.Spans[^1].To, room.WantsHelp, room.HandRaisedAt)));
        Assert.Same(lesson, lesson.Later(3000, Host, One));
    }

    [Fact]
    public void Line_ThatFlapsForEver_FillsNothing()
    {
        var lesson = Running();
        for (var second = 2; second < 2 + 2 * LessonCourse.MaxSpans; second++) lesson = second % 2 == 0 ? lesson.Later(second, Host) : lesson.Told(One, ReceptionState.Live, second).Later(second, Host, One);
        Assert.Equal(LessonCourse.MaxSpans, lesson.RoomOf(One)!.Spans.Length);
    }
}
