using Tongtang.EdgeAgent.Health;

namespace Tongtang.EdgeAgent.Tests.Health;

public sealed class RecordingRateTests
{
    [Fact]
    public void Look_AtALessonThatGoesOnAfterARestart_CountsOnlyWhatItSaw()
    {
        var rate = new RecordingRate();
        Assert.Null(rate.Look("a", TimeSpan.FromMinutes(17), 0));
        Assert.Null(rate.Look("a", TimeSpan.FromMinutes(17) + TimeSpan.FromSeconds(5), 2_500_000));

        Assert.Equal(500_000, rate.Look("a", TimeSpan.FromMinutes(17) + TimeSpan.FromSeconds(20), 10_000_000));
        Assert.Equal(500_000, rate.Look(null, TimeSpan.Zero, 0));
    }

    [Fact]
    public void Look_AtAnotherLesson_KeepsTheLastRateUntilItKnowsBetter()
    {
        var rate = new RecordingRate();
        rate.Look("a", TimeSpan.Zero, 0);
        rate.Look("a", TimeSpan.FromSeconds(10), 1_000_000);

        Assert.Equal(100_000, rate.Look("b", TimeSpan.FromSeconds(1), 50));
        Assert.Equal(100_000, rate.Look("b", TimeSpan.FromSeconds(6), 2_000_050));
        Assert.Equal(200_000, rate.Look("b", TimeSpan.FromSeconds(11), 2_000_050));
    }
}
