using Tongtang.EdgeAgent.Playback;
using Tongtang.Protocol.Live;

namespace Tongtang.EdgeAgent.Tests.Playback;

public sealed class ReceptionMeterTests
{
    private readonly ReceptionMeter _meter = new(new ReceptionTally());

    [Fact]
    public void WaitingForTheFirstPicture_CountsAsLost_AndIsNoInterruption()
    {
        Observe(0, LiveCondition.Waiting);
        Observe(2000, LiveCondition.Waiting);
        Observe(2500, LiveCondition.Live);
        Observe(5000, LiveCondition.Live);
        Assert.Equal(new ReceptionTally(0, 3000, 2000), _meter.Tally);
    }

    /// <summary>Three seconds pass before silence is called a loss; they were lost all the same.</summary>
    [Fact]
    public void Silence_IsLostFromTheLastFrameOn()
    {
        Observe(0, LiveCondition.Live);
        Observe(10_000, LiveCondition.Live, frameMs: 10_000);
        Observe(12_900, LiveCondition.Live, frameMs: 10_000);
        Observe(13_100, LiveCondition.Lost, frameMs: 10_000);
        Assert.Equal(new ReceptionTally(1, 10_000, 3100), _meter.Tally);
        Observe(14_000, LiveCondition.Lost, frameMs: 10_000);
        Observe(14_100, LiveCondition.Live, frameMs: 14_090);
        Assert.Equal(new ReceptionTally(1, 10_100, 4000), _meter.Tally);
    }

    [Fact]
    public void OutsideTheLesson_NothingCounts()
    {
        Observe(0, LiveCondition.Live, counts: false);
        Observe(9000, LiveCondition.Lost, counts: false);
        Observe(9500, LiveCondition.Lost);
        Assert.Equal(new ReceptionTally(0, 0, 500), _meter.Tally);
    }

    [Fact]
    public void AfterARestart_GoesOnFromWhatWasCounted()
    {
        var meter = new ReceptionMeter(new ReceptionTally(2, 60_000, 5000));
        meter.Observe(0, true, LiveCondition.Waiting, 0);
        meter.Observe(1000, true, LiveCondition.Live, 900);
        meter.Observe(900, true, LiveCondition.Live, 900);
        Assert.Equal(new ReceptionTally(2, 61_000, 5000), meter.Tally);
    }

    private void Observe(long nowMs, LiveCondition condition, long frameMs = 0, bool counts = true) => _meter.Observe(nowMs, counts, condition, frameMs);
}
