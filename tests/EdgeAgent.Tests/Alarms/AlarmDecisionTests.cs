using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using AlarmChange = Tongtang.Protocol.V1.AlarmChange;

namespace Tongtang.EdgeAgent.Tests.Alarms;

public sealed class AlarmDecisionTests
{
    private static readonly SourceFinding s_fine = new("teacher", SourceRole.Teacher, SourceState.Recording, "", Silent: false, FloorDb: -55, Black: false, StillFor: TimeSpan.FromSeconds(2));
    private readonly AlarmEngine _engine = new([]);

    [Fact]
    public void Condition_HeldDown_IsRaisedOnce_AndClearedWhenItIsGoneForAWhile()
    {
        var condition = AlarmCondition.Of("no_sound", "mic", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5));
        Assert.All(Enumerable.Range(0, 20), second => Assert.Empty(Take(second, condition)));
        Assert.Equal(new AlarmTurn(AlarmChange.Raised, condition), Assert.Single(Take(20, condition)));
        Assert.Empty(Take(21, condition));
        Assert.Empty(Take(22));
        Assert.Empty(Take(24, condition));
        Assert.Empty(Take(25));
        Assert.Empty(Take(29.9));
        Assert.Equal(new AlarmTurn(AlarmChange.Cleared, condition), Assert.Single(Take(30)));
        Assert.Empty(Take(31));
    }

    [Fact]
    public void Condition_ThatFlickers_TellsNobody()
    {
        var condition = AlarmCondition.Of("no_sound", "mic", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5));
        for (var second = 0; second < 200; second++) Assert.Empty(second % 19 == 0 ? Take(second) : Take(second, condition));
    }

    [Fact]
    public void Alarm_FromBeforeTheStart_IsNeitherRaisedAgainNorLost()
    {
        var condition = AlarmCondition.Of("disk_low", "", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        var engine = new AlarmEngine([condition]);
        Assert.Empty(engine.Take([condition], TimeSpan.Zero));
        Assert.Empty(engine.Take([condition], TimeSpan.FromHours(1)));
        Assert.Empty(engine.Take([], TimeSpan.FromHours(1)));
        Assert.Equal(AlarmChange.Cleared, Assert.Single(engine.Take([], TimeSpan.FromHours(2))).Change);
    }

    [Theory]
    [InlineData("Teacher", true)]
    [InlineData("Student", true)]
    [InlineData("Screen", false)]
    [InlineData("Board", false)]
    public void Picture_BlackOrStill_MattersByRole(string name, bool matters)
    {
        var role = Enum.Parse<SourceRole>(name);
        Assert.Equal(matters, Kinds(s_fine with { Role = role, Black = true }).Contains(AlarmKinds.PictureBlack));
        Assert.Equal(matters, Kinds(s_fine with { Role = role, StillFor = TimeSpan.FromSeconds(25) }).Contains(AlarmKinds.PictureFrozen));
        Assert.Empty(Kinds(s_fine with { Role = role, StillFor = TimeSpan.FromSeconds(15) }));
        Assert.Contains(AlarmKinds.PictureFrozen, Kinds(s_fine with { Role = role, StillFor = TimeSpan.FromHours(2) }));
    }

    [Fact]
    public void Source_LostOrSilent_IsTold_AndOnlyWhileALessonIsMeantToBeSeen()
    {
        Assert.Equal([AlarmKinds.SourceDown], Kinds(s_fine with { State = SourceState.Lost, Silent = true, Black = true }));
        Assert.Equal([AlarmKinds.NoSound], Kinds(s_fine with { Silent = true }));
        Assert.Empty(Kinds(s_fine with { State = SourceState.Warm, Silent = true }));
        Assert.Empty(AlarmRules.Hold(new BoxFacts { Records = false, Sources = [s_fine with { Silent = true, Black = true }] }));
    }

    /// <summary>With every camera gone a lesson stays in its beginning, and nothing of it is recorded.</summary>
    [Theory]
    [InlineData("Starting", false, true)]
    [InlineData("Recording", false, true)]
    [InlineData("Stopping", false, true)]
    [InlineData("Stopping", true, false)]
    [InlineData("Paused", false, false)]
    [InlineData("Idle", false, false)]
    public void Lesson_FromItsFirstMomentOn_IsLookedAfterWhileItIsMeantToBeSeen(string state, bool covered, bool isLesson) =>
        Assert.Equal(isLesson, BoxFacts.IsLesson(new RecorderStatus { State = Enum.Parse<RecorderState>(state), Covered = covered }));

    [Fact]
    public void Disk_FromADayToAnHour_IsOneAlarmAtATime_AndDoesNotFlicker()
    {
        Assert.Empty(AlarmRules.Hold(new BoxFacts { HoursLeft = 25 }));
        var low = Assert.Single(AlarmRules.Hold(new BoxFacts { HoursLeft = 23.94 }));
        Assert.Equal((AlarmKinds.DiskLow, "23.9"), (low.Key, low.Details["hours"]));
        Assert.Equal(AlarmKinds.DiskLow, Assert.Single(AlarmRules.Hold(new BoxFacts { HoursLeft = 25, Raised = new HashSet<string> { AlarmKinds.DiskLow } })).Key);
        Assert.Equal(AlarmKinds.DiskAlmostFull, Assert.Single(AlarmRules.Hold(new BoxFacts { HoursLeft = 0.5 })).Key);
    }

    [Fact]
    public void HubSide_UploadsClockCertificateStoresAndGaps_EachHasItsAlarm()
    {
        var facts = new BoxFacts
        {
            UploadStuckFor = TimeSpan.FromMinutes(15),
            ClockOffset = TimeSpan.FromSeconds(-5.1),
            CertificateEnds = TimeSpan.FromDays(13),
            Mended = [Mended("journal.db", 1), Mended("journal.db", 2), Mended("commands.db", 48)],
            Evicted = 17,
        };
        Assert.Equal(
            [AlarmKinds.UploadBehind, AlarmKinds.ClockOff, AlarmKinds.CertificateEnding, "store_repaired/journal.db", AlarmKinds.ItemsEvicted],
            AlarmRules.Hold(facts).Select(condition => condition.Key));
        Assert.Equal(
            "damage: malformed at 1, moved_to: journal.db.corrupt-1, saved: 7",
            string.Join(", ", AlarmRules.Hold(facts).Single(condition => condition.Kind == AlarmKinds.StoreRepaired).Details.Select(detail => $"{detail.Key}: {detail.Value}")));

        static MendedStore Mended(string name, int hours) => new(name, TimeSpan.FromHours(hours), $"malformed at {hours}", $"{name}.corrupt-{hours}", 7, "");
        Assert.Equal([AlarmKinds.UploadBehind], AlarmRules.Hold(new BoxFacts { UploadWaitsFor = TimeSpan.FromHours(36) }).Select(condition => condition.Key));
        Assert.Equal([AlarmKinds.ClockUnknown], AlarmRules.Hold(new BoxFacts { TimeKnown = false }).Select(condition => condition.Key));
        Assert.Empty(AlarmRules.Hold(new BoxFacts { UploadWaitsFor = TimeSpan.FromHours(35), UploadStuckFor = TimeSpan.FromMinutes(14), ClockOffset = TimeSpan.FromSeconds(5), CertificateEnds = TimeSpan.FromDays(15) }));
    }

    [Fact]
    public void Microphone_InAQuietClass_IsNotSilent_AndSwitchedOffItIs()
    {
        var watch = new SoundWatch(null);
        var random = new Random(1);
        // A lesson: speech around −30, pauses at −58.
        for (var second = 0; second < 600; second++) Assert.False(watch.Take(second % 5 == 0 ? -58 + random.NextDouble() : -30 - 10 * random.NextDouble()));
        Assert.InRange(watch.FloorDb!.Value, -62, -50);
        for (var second = 0; second < 300; second++) Assert.False(watch.Take(-58 + random.NextDouble()));
        for (var second = 0; second < 300; second++) Assert.True(watch.Take(-75));
        Assert.False(watch.Take(-35));
        Assert.True(watch.Take(-120));
    }

    [Fact]
    public void Microphone_NewAndDead_IsSilent_AndOneTurnedDownIsLearnedAnew()
    {
        var dead = new SoundWatch(null);
        for (var second = 0; second < 300; second++) Assert.True(dead.Take(-78));
        var turnedDown = new SoundWatch(-40);
        var silent = Enumerable.Range(0, 600).Select(second => turnedDown.Take(second % 4 == 0 ? -60 : -45)).ToList();
        Assert.True(silent[0]);
        Assert.DoesNotContain(true, silent[540..]);
    }

    [Fact]
    public void Raised_OtherDetails_AreToldEveryTenMinutesAtMost()
    {
        static AlarmCondition Left(string hours) => AlarmCondition.Of("disk_low", "", TimeSpan.Zero, TimeSpan.Zero, ("hours", hours));
        Assert.Single(Take(0, Left("23.9")));
        Assert.Empty(Take(599, Left("23.1")));
        Assert.Equal(AlarmChange.Changed, Assert.Single(Take(600, Left("23"))).Change);
        Assert.Empty(Take(1300, Left("23")));
        Assert.Equal(AlarmChange.Changed, Assert.Single(Take(1301, Left("22"))).Change);
    }

    private IReadOnlyList<AlarmTurn> Take(double seconds, params AlarmCondition[] conditions) => _engine.Take(conditions, TimeSpan.FromSeconds(seconds));

    private static IEnumerable<string> Kinds(SourceFinding source) => AlarmRules.Hold(new BoxFacts { Records = true, Sources = [source] }).Select(condition => condition.Kind);
}
