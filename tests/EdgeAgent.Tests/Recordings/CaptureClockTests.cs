using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class CaptureClockTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void Observe_BurstOfOldPicturesFirst_SettlesOnTheLivePart()
    {
        var clock = new CaptureClock();
        // Three seconds of pictures at once, as cameras with a cache and a probing demuxer give them; then live.
        for (var i = 0; i < 75; i++) clock.Observe(10 * Second, i * 40_000);
        Assert.False(clock.Settled);
        for (var i = 75; i < 100; i++) clock.Observe((10 * Second) + ((i - 75) * 40_000), i * 40_000);
        Assert.True(clock.Settled);
        Assert.InRange(clock.OffsetUs, (10 * Second) - (75 * 40_000) - 1000, (10 * Second) - (75 * 40_000) + 1000);
    }

    [Fact]
    public void Observe_JitterOnTheWay_TheLeastDelayCounts()
    {
        var clock = new CaptureClock();
        var random = new Random(1);
        for (var i = 0; i < 1000; i++) clock.Observe((5 * Second) + (i * 40_000) + random.Next(0, 200_000), i * 40_000);
        Assert.InRange(clock.OffsetUs, 5 * Second, (5 * Second) + 3_000);
    }

    [Fact]
    public void Observe_CrystalFiftyPpmOffForThreeHours_Followed()
    {
        var clock = new CaptureClock();
        const int seconds = 3 * 3600;
        for (var i = 0; i < seconds * 5; i++)
        {
            var media = i * 200_000L;
            clock.Observe((long)(media * 1.00005) + (i % 7 * 5_000), media);
        }
        Assert.InRange(clock.OffsetUs, (seconds * Second * 0.00005) - 3_000, (seconds * Second * 0.00005) + 3_000);
    }

    [Fact]
    public void Follow_DriftForThreeHours_NeverFartherThanTwentyMilliseconds()
    {
        var timeline = new EpochTimeline(0, 0);
        for (var i = 0L; i < 3 * 3600 * 5; i++)
        {
            var media = i * 200_000;
            var wanted = (long)(media * 0.00005);
            Assert.True(timeline.Follow(media, wanted));
            Assert.InRange(Math.Abs(timeline.OffsetUs - wanted), 0, 20_000);
        }
    }

    [Fact]
    public void Follow_Correction_TimeNeverGoesBackAndNeverJumps()
    {
        var timeline = new EpochTimeline(0, 0);
        var last = timeline.Map(0, 48_000);
        for (var i = 1L; i < 8000; i++)
        {
            Assert.True(timeline.Follow(Frame.Us(i * 1024, 48_000), -400_000));
            var next = timeline.Map(i * 1024, 48_000);
            Assert.InRange(next - last, 1018, 1030);
            last = next;
        }
        Assert.InRange(timeline.OffsetUs, -400_000, -390_000);
    }

    [Theory]
    [InlineData(2_000_000)]
    [InlineData(-2_000_000)]
    public void Follow_ClockReset_AsksForANewRun(long wanted) => Assert.False(new EpochTimeline(0, 0).Follow(100, wanted));
}
