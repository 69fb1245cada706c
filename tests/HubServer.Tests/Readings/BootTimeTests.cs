using Tongtang.HubServer.Readings;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class BootTimeTests
{
    private const long Noon = 1_790_000_000_000;

    [Theory]
    [InlineData(Noon, 5_000, Noon - 5_000)]
    [InlineData(Noon, 0, Noon)]
    [InlineData(0, 5_000, null)]
    [InlineData(1_000, 5_000, null)]
    [InlineData(Noon, -1, null)]
    [InlineData(Noon, long.MaxValue, null)]
    [InlineData(long.MaxValue, 5_000, null)]
    [InlineData(BootTime.Earliest + 10, 5_000, null)]
    public void StartOf_BelievesOnlyWhatCanBe(long timeMs, long monotonicMs, long? startedAtMs) => Assert.Equal(startedAtMs, BootTime.StartOf(timeMs, monotonicMs));

    [Fact]
    public void Place_TakesTheBoxAtItsWord() => Assert.Equal(Noon, BootTime.Place(Noon, 5_000, Noon - 777_000));

    [Fact]
    public void Place_WithoutATime_CountsFromTheBootsStart() => Assert.Equal(Noon + 5_000, BootTime.Place(0, 5_000, Noon));

    [Fact]
    public void Place_WithoutATimeAndAStart_Waits() => Assert.Null(BootTime.Place(0, 5_000, null));

    [Fact]
    public void AMomentWithBothClocks_PlacesAllOthersOfItsBoot()
    {
        var start = BootTime.StartOf(Noon, 60_000);
        Assert.Equal(Noon - 59_000, BootTime.Place(0, 1_000, start));
        Assert.Equal(Noon + 40_000, BootTime.Place(0, 100_000, start));
    }
}
