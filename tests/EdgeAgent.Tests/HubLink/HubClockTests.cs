using Tongtang.EdgeAgent.HubLink;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.HubLink;

public sealed class HubClockTests
{
    private static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ManualTimeProvider _time = new(Start);

    [Fact]
    public void Offset_Unmeasured_IsNull()
    {
        var clock = new HubClock(_time);
        Assert.Null(clock.Offset);
        Assert.True(clock.Known);
    }

    [Fact]
    public void Offset_BestOfEight_IsTheOneWithTheShortestRoundTrip()
    {
        var clock = new HubClock(_time);
        var hubMs = Start.ToUnixTimeMilliseconds() + 5000;
        for (var i = 0; i < 20; i++)
        {
            var (slow, sent) = (i == 15 ? 2 : 400, clock.MonotonicMs);
            _time.Advance(TimeSpan.FromMilliseconds(slow));
            // All the delay is on the way there, which shifts the estimate by half of it.
            var atHub = hubMs + sent + slow;
            clock.Take(sent, clock.MonotonicMs, atHub, atHub);
        }
        Assert.Equal(5001, clock.Offset!.Value.TotalMilliseconds);
    }

    [Fact]
    public void Offset_WallClockStepped_FollowsAtOnce()
    {
        var clock = new HubClock(_time);
        clock.TakeRough(clock.MonotonicMs, Start.ToUnixTimeMilliseconds());
        _time.StepWallClock(TimeSpan.FromMinutes(-10));
        Assert.Equal(TimeSpan.FromMinutes(10), clock.Offset);
        Assert.Equal(Start, clock.UtcNow);
    }

    [Fact]
    public void Known_BeforeTheBuildDate_IsFalse()
    {
        _time.StepWallClock(DateTimeOffset.UnixEpoch - Start);
        Assert.False(new HubClock(_time).Known);
    }

    [Fact]
    public void Known_HoursFromTheHub_IsFalse()
    {
        var clock = new HubClock(_time);
        clock.TakeRough(clock.MonotonicMs, Start.AddDays(400).ToUnixTimeMilliseconds());
        Assert.False(clock.Known);
    }

    [Fact]
    public void BuildDate_IsStampedIntoTheProgram() => Assert.True(HubClock.BuildDate > new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
