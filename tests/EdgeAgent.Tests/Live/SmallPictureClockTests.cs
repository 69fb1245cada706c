using Tongtang.EdgeAgent.Live;

namespace Tongtang.EdgeAgent.Tests.Live;

public sealed class SmallPictureClockTests
{
    private const long Frame = 40_000;

    private readonly SmallPictureClock _clock = new();

    [Fact]
    public void WhatComesOut_WasCapturedWhenItsFrameWas_WhereverEitherTimelineBegins()
    {
        // The camera's clock runs a little fast: captures are 39 ms apart.
        for (var i = 0; i < 50; i++) _clock.Fed(7_000_000 + (i * Frame), 1_000_000 + (i * 39_000));
        Assert.Equal(1_000_000, _clock.Of(0));
        Assert.Equal(1_000_000 + (10 * 39_000), _clock.Of(10 * Frame));
        Assert.Equal(1_000_000 + (49 * 39_000), _clock.Of(49 * Frame));
    }

    [Fact]
    public void NothingThatComesOut_NothingThatGrows()
    {
        for (var i = 0; i < SmallPictureClock.Most + 100; i++) _clock.Fed(i * Frame, i * Frame);
        // The hundred oldest are forgotten; what comes is placed by the ones that are left.
        Assert.Equal(0, _clock.Of(0));
        Assert.Equal(200 * Frame, _clock.Of(200 * Frame));
    }
}
