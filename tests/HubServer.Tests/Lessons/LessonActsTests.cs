using Tongtang.HubServer.Lessons;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Lessons.MadeUpLesson;
using LessonLayout = Tongtang.HubServer.Lessons.LessonLayout;
using LessonMode = Tongtang.HubServer.Lessons.LessonMode;
using LessonRole = Tongtang.HubServer.Lessons.LessonRole;

namespace Tongtang.HubServer.Tests.Lessons;

public sealed class LessonActsTests
{
    [Fact]
    public void Hand_ThenFloor_LowersTheHand_AndOnlyOneHasTheFloor()
    {
        var lesson = Running(LessonMode.Dedicated, One, Two);
        Assert.Null(LessonActs.Hand(lesson, One, raised: true, At(5), out lesson));
        Assert.Null(LessonActs.Hand(lesson, One, raised: true, At(6), out var again));
        Assert.Same(lesson, again);
        Assert.Equal((At(5), null), (lesson.RoomOf(One)!.HandRaisedAt, lesson.FloorRoomId));
        Assert.Null(LessonActs.Floor(lesson, One, out lesson));
        Assert.Equal((null, One), (lesson.RoomOf(One)!.HandRaisedAt, lesson.FloorRoomId));
        Assert.Null(LessonActs.Floor(lesson, Two, out lesson));
        Assert.Equal(Two, lesson.FloorRoomId);
        Assert.Null(LessonActs.Hand(lesson, Two, raised: false, At(7), out lesson));
        Assert.Null(lesson.FloorRoomId);
    }

    [Theory]
    [InlineData(nameof(LessonMode.Dedicated), false, null)]
    [InlineData(nameof(LessonMode.DualTeacher), true, null)]
    [InlineData(nameof(LessonMode.MasterTeacher), false, null)]
    [InlineData(nameof(LessonMode.SchoolCourse), false, "floor_forbidden")]
    public void Modes_DifferInWhoMaySpeak(string name, bool takesIt, string? code)
    {
        var mode = Enum.Parse<LessonMode>(name);
        var lesson = Running(mode);
        Assert.Null(LessonActs.Hand(lesson, One, raised: true, At(5), out var raised));
        Assert.Equal(takesIt ? One : null, raised.FloorRoomId);
        Assert.Equal(code, LessonActs.Floor(lesson, One, out _)?.Code);
        Assert.Equal(mode == LessonMode.DualTeacher, LessonActs.MayEnd(lesson, One));
        Assert.True(LessonActs.MayEnd(lesson, Host));
    }

    [Fact]
    public void Acts_OfTheWrongRoomOrAtTheWrongTime_AreRefused()
    {
        var lesson = Running();
        Assert.Equal("not_receiver", LessonActs.Hand(lesson, Host, raised: true, At(5), out _)?.Code);
        Assert.Equal("room_not_in_lesson", LessonActs.Mute(lesson, "stranger", muted: true, out _)?.Code);
        Assert.Equal("room_not_in_lesson", LessonActs.Floor(lesson, Host, out _)?.Code);
        Assert.Equal("source_invalid", LessonActs.Layout(lesson, new LessonLayout(LayoutKind.OneLarge, "../screen"), out _)?.Code);
        Assert.Equal("lesson_not_running", LessonActs.Help(Of(), One, wanted: true, out _)?.Code);
        Assert.Equal("not_receiver", LessonActs.Leave(lesson, Host, out _)?.Code);
    }

    [Fact]
    public void Invite_BeyondThreeReceivers_IsRefused_AndOneThatLeftMakesRoom()
    {
        var lesson = Running(LessonMode.Dedicated, One, Two, "three");
        Assert.Equal("lesson_full", LessonActs.Invite(lesson, Room("four", LessonRole.Receiver), out _)?.Code);
        Assert.Null(LessonActs.Leave(lesson, Two, out lesson));
        Assert.Null(LessonActs.Invite(lesson, Room("four", LessonRole.Receiver), out lesson));
        Assert.Equal("lesson_full", LessonActs.Invite(lesson, Room(Two, LessonRole.Receiver), out _)?.Code);
    }

    [Fact]
    public void HalfDuplex_OneRoomIsHeardAtATime()
    {
        var lesson = Running(LessonMode.Dedicated, One, Two);
        Assert.Equal("host", Heard(lesson));
        Assert.Null(LessonActs.Floor(lesson, One, out lesson));
        Assert.Equal("one", Heard(lesson));
        Assert.Null(LessonActs.Mute(lesson, One, muted: true, out lesson));
        Assert.Equal("", Heard(lesson));
        Assert.Null(LessonActs.Floor(lesson, null, out lesson));
        Assert.Equal("host", Heard(lesson));
        Assert.Equal("host two", Heard(lesson with { FullDuplex = true }));
        Assert.Equal("host", Heard(lesson with { FullDuplex = true, Mode = LessonMode.MasterTeacher }));
        Assert.Equal("", Heard(Of(LessonMode.Dedicated, One, Two)));
    }

    [Fact]
    public void Links_AreBetweenRoomsThatTakePart_AndOfTheirSourcesOnly()
    {
        var lesson = Running(LessonMode.Dedicated, One, Two);
        Assert.Null(LessonActs.Leave(lesson, Two, out lesson));
        var links = LessonParts.Links(lesson, Facts);
        Assert.Equal(["host-one", "one-host"], links.Select(link => $"{link.From}-{link.To}"));
        Assert.All(links, link => Assert.Equal(["teacher"], link.Sources));
    }

    [Fact]
    public void Part_SaysTheRoomsOwnRoleAndEveryRoom()
    {
        var lesson = Running(LessonMode.DualTeacher, One, Two);
        Assert.Null(LessonActs.Hand(lesson, Two, raised: true, At(5), out lesson));
        var part = LessonParts.Of(lesson, One, Facts);
        Assert.Equal((Protocol.V1.LessonRole.Receiver, LessonPhase.Running, Protocol.V1.LessonMode.DualTeacher), (part.Role, part.Phase, part.Mode));
        Assert.Equal(["host", "one", "two"], part.Rooms.Select(room => room.RoomId));
        Assert.Equal([false, false, true], part.Rooms.Select(room => room.HasFloor));
        Assert.Equal(LessonPhase.Check, LessonParts.Of(Of(), Host, Facts).Phase);
    }

    private static string Heard(LinkedLesson lesson) =>
        string.Join(' ', LessonParts.Links(lesson, Facts).Where(link => link.Sound).Select(link => link.From).Distinct().Order(StringComparer.Ordinal));

    private static RoomFacts Facts(string roomId) => new(Online: true, [new LessonSource { Name = "teacher", HasPicture = true, HasSound = true }]);
}
