using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class ResumeDecisionTests
{
    private const long Minute = 60_000_000;
    private static readonly DateTimeOffset _startedAt = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly RecordingOptions _options = new();

    [Fact]
    public void SameBoot_DownForAMinute_GoesOnByTheMonotonicClockWhateverTheWallClockSays()
    {
        var resumed = Decide(Running(bootId: "a"), "a", 100 * Minute + 21 * Minute, _startedAt.AddYears(-30), known: false);
        Assert.Equal(100 * Minute, resumed!.Timeline.StartMonotonicUs);
    }

    [Fact]
    public void SameBoot_DownForAnHour_IsOver() => Assert.Null(Decide(Running(bootId: "a"), "a", 180 * Minute, _startedAt.AddMinutes(80), known: true));

    [Fact]
    public void OtherBoot_ClockKnown_MediaGoesOnAtTheWallClocksPlace()
    {
        var resumed = Decide(Running(), "b", 2 * Minute, _startedAt.AddMinutes(25), known: true);
        Assert.Equal((2 - 25) * Minute, resumed!.Timeline.StartMonotonicUs);
        Assert.Equal(_startedAt, resumed.Timeline.StartedAt);
    }

    [Fact]
    public void OtherBoot_DownLongButPlannedEndNotPast_GoesOn() =>
        Assert.NotNull(Decide(Running(plannedEnd: 60), "b", 2 * Minute, _startedAt.AddMinutes(50), known: true));

    [Fact]
    public void OtherBoot_PlannedEndPastAndDownLong_IsOver() =>
        Assert.Null(Decide(Running(plannedEnd: 40), "b", 2 * Minute, _startedAt.AddMinutes(50), known: true));

    [Fact]
    public void OtherBoot_ShortlyDownButPastTheOverrun_IsOver()
    {
        Assert.NotNull(Decide(Running(plannedEnd: 20), "b", 2 * Minute, _startedAt.AddMinutes(25), known: true));
        Assert.Null(Decide(Running(plannedEnd: 10), "b", 2 * Minute, _startedAt.AddMinutes(25), known: true));
    }

    [Fact]
    public void SameBoot_WallClockFarBehindThePlannedEnd_GoesOnByTheLessonsOwnTime()
    {
        Assert.NotNull(Decide(Running("a", plannedEnd: 90), "a", 180 * Minute, _startedAt.AddDays(1), known: true));
        Assert.Null(Decide(Running("a", plannedEnd: 60), "a", 180 * Minute, _startedAt.AddDays(-1), known: true));
    }

    [Fact]
    public void ClockLost_TimeKnownLater_ShowsWhetherItWasRight()
    {
        var blind = Decide(Running(plannedEnd: 45), "b", 2 * Minute, _startedAt.AddYears(-50), known: false)!.Blind!;
        Assert.False(blind.WasWrong(_startedAt.AddMinutes(41), 3 * Minute, _options));
        Assert.False(blind.WasWrong(_startedAt.AddMinutes(33), 3 * Minute, _options));
        Assert.True(blind.WasWrong(_startedAt.AddDays(1), 3 * Minute, _options));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ClockLost_JustBooted_GoesOnBehindTheMedia(bool wentBack)
    {
        var now = wentBack ? _startedAt.AddYears(-50) : _startedAt.AddHours(3);
        var resumed = Decide(Running(), "b", 2 * Minute, now, known: wentBack);
        Assert.InRange((2 * Minute) - resumed!.Timeline.StartMonotonicUs, 20 * Minute, 21 * Minute);
    }

    [Fact]
    public void ClockLost_LongAfterTheBoot_IsOver() => Assert.Null(Decide(Running(), "b", 20 * Minute, _startedAt.AddYears(-50), known: false));

    [Fact]
    public void Stopping_IsOver() => Assert.Null(Decide(Running(bootId: "a") with { Stopping = true }, "a", 121 * Minute, _startedAt.AddMinutes(21), known: true));

    private static ResumedTimeline? Decide(RunningRecording running, string bootId, long monotonicUs, DateTimeOffset now, bool known) =>
        ResumeDecision.Decide(running, bootId, monotonicUs, now, known, _options);

    private static RunningRecording Running(string bootId = "a", int? plannedEnd = null) => new(
        new RecordingStart("id", "", "", _startedAt.ToUnixTimeMilliseconds(), 100 * Minute, bootId, 0, true, plannedEnd is { } minutes ? _startedAt.AddMinutes(minutes).ToUnixTimeMilliseconds() : null),
        Stopping: false, Paused: false, ["teacher"], MediaEndUs: 20 * Minute, OpenSpan: null);
}
