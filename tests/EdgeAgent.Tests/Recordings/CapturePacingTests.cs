using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class CapturePacingTests
{
    [Fact]
    public void After_CameraAway_DoublesUpToTwoSeconds()
    {
        var pacing = new CapturePacing();
        var waits = Enumerable.Range(0, 100).Select(_ => pacing.After(delivered: false, TimeSpan.FromSeconds(5)).TotalSeconds).ToList();
        Assert.Equal([0.5, 1, 2, 2], waits.Take(4));
        Assert.Equal(2, waits.Max());
    }

    [Fact]
    public void After_GoodRun_BeginsAnew()
    {
        var pacing = new CapturePacing();
        for (var i = 0; i < 10; i++) pacing.After(delivered: false, TimeSpan.Zero);
        Assert.Equal(0.5, pacing.After(delivered: true, TimeSpan.FromMinutes(40)).TotalSeconds);
    }

    /// <summary>Eight hours of a camera that lives for five seconds: far from the 2000 epochs that the hub takes.</summary>
    [Fact]
    public void After_CameraThatComesAndGoes_LeavesFewEpochs()
    {
        var pacing = new CapturePacing();
        var (at, epochs) = (TimeSpan.Zero, 0);
        while (at < TimeSpan.FromHours(8))
        {
            at += TimeSpan.FromSeconds(5) + pacing.After(delivered: true, TimeSpan.FromSeconds(5));
            epochs++;
        }
        Assert.InRange(epochs, 100, 1000);
        Assert.Equal(0.5, pacing.After(delivered: true, TimeSpan.FromMinutes(1)).TotalSeconds);
    }
}
