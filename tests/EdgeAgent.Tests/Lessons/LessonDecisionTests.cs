using Tongtang.EdgeAgent.Lessons;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Lessons;

/// <summary>What is believed of a part, who is seen and heard, what a check says: the pure parts.</summary>
public sealed class LessonDecisionTests
{
    public static TheoryData<string, Action<LessonPart>> Nonsense => new()
    {
        { "lesson_id", part => part.LessonId = "../../etc" },
        { "recording_id", part => part.RecordingId = new string('A', 32) },
        { "phase", part => part.Phase = (LessonPhase)77 },
        { "phase", part => part.Phase = LessonPhase.Unspecified },
        { "planned", part => part.PlannedEndMs = part.PlannedStartMs },
        { "planned", part => part.PlannedEndMs = long.MaxValue },
        { "planned", part => part.PlannedStartMs = long.MinValue },
        { "planned", part => part.PlannedEndMs = part.PlannedStartMs + (25 * 3_600_000L) },
        { "title", part => part.Title = new string('x', 201) },
        { "title", part => part.Teacher = "a\nb" },
        { "1002 rooms", part => part.Rooms.AddRange(Enumerable.Range(0, 999).Select(i => new LessonRoom { RoomId = i.ToString("x32"), Role = LessonRole.Receiver })) },
        { "0 rooms", part => part.Rooms.Clear() },
        { "host", part => part.Rooms[1].Role = LessonRole.Host },
        { "host", part => part.Rooms.Add(part.Rooms[0].Clone()) },
        { "receivers", part => part.Rooms[2].Role = (LessonRole)9 },
        { "twice", part => part.Rooms[2].RoomId = part.Rooms[1].RoomId },
        { "floor", part => part.Rooms[1].HasFloor = part.Rooms[2].HasFloor = true },
        { "this room", part => part.Role = LessonRole.Host },
        { "this room", part => part.Rooms.RemoveAt(1) },
        { "room's id", part => part.Rooms[2].RoomId = "x" },
        { "name", part => part.Rooms[2].RoomName = new string('x', 201) },
        { "hand", part => part.Rooms[2].HandRaisedMs = -1 },
        { "sources", part => part.Rooms[2].Sources[0].Name = "../x" },
        { "sources", part => part.Rooms[2].Sources.AddRange(Enumerable.Range(0, 40).Select(i => new LessonSource { Name = $"s{i}" })) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Part_WithNonsense_IsNotFollowed(string word, Action<LessonPart> spoil)
    {
        var part = MadeLesson.Part(LessonRole.Receiver);
        Assert.Null(LessonRules.Problem(part, MadeLesson.Own));
        spoil(part);
        Assert.Contains(word, LessonRules.Problem(part, MadeLesson.Own), StringComparison.Ordinal);
    }

    /// <summary>A newer hub may know modes and layouts that this box does not: it shows the lesson all the same.</summary>
    [Fact]
    public void Part_OfANewerHub_IsFollowed() =>
        Assert.Null(LessonRules.Problem(MadeLesson.Part(LessonRole.Host).With(part => (part.Mode, part.Layout.Kind) = ((LessonMode)42, (LessonLayoutKind)42)), MadeLesson.Own));

    [Fact]
    public void Receiver_SeesAndHearsTheHost_AndNeverItself()
    {
        var part = MadeLesson.Part(LessonRole.Receiver);
        Assert.Equal(["b/screen", "b/teacher+"], Shown(part));
        Assert.Equal(["b/screen", "b/teacher"], Shown(part.With(next => next.Rooms[0].Muted = true)));
        Assert.Equal(["b/screen", "b/teacher"], Shown(part.With(next => next.Rooms[1].HasFloor = true)));
        Assert.Equal(["b/screen", "b/teacher+"], Shown(part.With(next => next.FullDuplex = next.Rooms[1].HasFloor = true)).Take(2));
        Assert.DoesNotContain(Shown(part.With(next => next.FullDuplex = true)), shown => shown.StartsWith('a'));
    }

    [Fact]
    public void Receiver_HearsWhoHasTheFloor_AndNobodyElse() =>
        Assert.Equal(["b/screen", "b/teacher", "c/pupils+"], Shown(MadeLesson.Part(LessonRole.Receiver).With(next => next.Rooms[2].HasFloor = true)));

    [Fact]
    public void Host_SeesAll_AndHearsOnlyTheFloor()
    {
        var part = MadeLesson.Part(LessonRole.Host);
        Assert.Equal(["b/student", "c/pupils"], Shown(part));
        Assert.Equal(["c/pupils+", "b/student"], Shown(part.With(next => next.Rooms[2].HasFloor = true)));
        Assert.Equal(["c/pupils", "b/student"], Shown(part.With(next => next.Rooms[2].HasFloor = next.Rooms[2].Muted = true)));
        Assert.Equal(["b/student+", "c/pupils+"], Shown(part.With(next => next.FullDuplex = true)));
    }

    [Fact]
    public void Microphone_IsHeardBeforeACamera()
    {
        var part = MadeLesson.Part(LessonRole.Receiver).With(next => next.Rooms[0].Sources.Add(new LessonSource { Name = "desk", Role = "audio", HasSound = true }));
        Assert.Equal(["b/screen", "b/teacher", "b/desk+"], Shown(part));
        Assert.Equal(["b/screen", "b/teacher", "c/pupils+"], Shown(part.With(next => next.Rooms[2].HasFloor = true)));
    }

    [Fact]
    public void Lesson_WithoutTheHub_GoesOnUntilItsPlannedEnd()
    {
        var part = MadeLesson.Part(LessonRole.Host);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(part.PlannedEndMs);
        var hour = TimeSpan.FromHours(1);
        Assert.False(LessonTime.IsOver(part, end.AddSeconds(-1), hour));
        Assert.True(LessonTime.IsOver(part, end, hour));
        Assert.False(LessonTime.IsOver(part, end.AddMinutes(20), null));
        Assert.False(LessonTime.IsOver(part, end.AddMinutes(20), TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(true, false, -30, true, 20, false, "Green Green Green")]
    [InlineData(true, false, -70, true, 20, false, "Green Amber Green sound_silent")]
    [InlineData(true, false, null, true, 20, false, "Green Amber Green sound_waiting")]
    [InlineData(false, true, -30, true, 20, false, "Red Red Green source_lost sound_lost")]
    [InlineData(false, false, -30, true, 20, false, "Amber Green Green picture_waiting")]
    [InlineData(true, false, -30, false, 20, false, "Green Green Red line_lost")]
    [InlineData(true, false, -30, true, 600, false, "Green Green Amber line_slow")]
    [InlineData(true, false, -30, true, 2000, false, "Green Green Red line_slow")]
    [InlineData(true, false, -30, true, 20, true, "Green Green Amber line_thin")]
    public void Check_SaysWhatIsWrong(bool there, bool lost, int? loudest, bool online, int roundTrip, bool thin, string expected)
    {
        var check = LessonJudgement.Judge(new CheckFacts([new CheckedSource(true, true, there, lost)], loudest, online, TimeSpan.FromMilliseconds(roundTrip), thin));
        Assert.Equal(expected, string.Join(' ', [$"{check.Picture}", $"{check.Sound}", $"{check.Line}", .. check.Codes]));
        Assert.Equal((uint)roundTrip, check.RoundTripMs);
    }

    [Fact]
    public void Check_OfARoomWithNothing_IsRed()
    {
        var check = LessonJudgement.Judge(new CheckFacts([], null, IsOnline: false, null, IsThin: false));
        Assert.Equal((LessonCheckResult.Red, LessonCheckResult.Red, LessonCheckResult.Red), (check.Picture, check.Sound, check.Line));
    }

    [Fact]
    public void Act_IsDoneWhenThePartSaysSo()
    {
        var part = MadeLesson.Part(LessonRole.Receiver);
        var hand = new LessonAct { LessonId = MadeLesson.Id, Hand = true };
        Assert.False(LessonActs.IsSo(hand, part, MadeLesson.Own));
        Assert.True(LessonActs.IsSo(hand, part.With(next => next.Rooms[1].HandRaisedMs = 5), MadeLesson.Own));
        var floor = new LessonAct { LessonId = MadeLesson.Id, GiveFloor = MadeLesson.Third };
        Assert.False(LessonActs.IsSo(floor, part, MadeLesson.Own));
        Assert.True(LessonActs.IsSo(floor, part.With(next => next.Rooms[2].HasFloor = true), MadeLesson.Own));
        Assert.True(LessonActs.IsSo(new LessonAct { LessonId = MadeLesson.Id, GiveFloor = "" }, part, MadeLesson.Own));
        Assert.False(LessonActs.IsSo(new LessonAct { LessonId = MadeLesson.Id, End = true }, part, MadeLesson.Own));
        Assert.True(LessonActs.IsSo(new LessonAct { LessonId = MadeLesson.Id, End = true }, null, MadeLesson.Own));
        Assert.False(LessonActs.IsSo(new LessonAct { LessonId = MadeLesson.Id, Invite = new string('d', 32) }, part, MadeLesson.Own));
    }

    /// <summary>"b/teacher+": the sound is heard.</summary>
    private static List<string> Shown(LessonPart part) =>
        [.. LessonSources.Shown(part, MadeLesson.Own).Select(shown => $"{shown.Room.RoomId[0]}/{shown.Source}{(shown.IsHeard ? "+" : "")}")];
}
