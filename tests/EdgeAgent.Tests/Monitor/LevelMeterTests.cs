using Tongtang.EdgeAgent.Monitor;

namespace Tongtang.EdgeAgent.Tests.Monitor;

public sealed class LevelMeterTests
{
    [Fact]
    public void Feed_SineOfHalfScale_ReadsMinusNineRmsAndMinusSixPeak()
    {
        var level = Assert.Single(new LevelMeter(8000).Feed(Sine(0.5, 8000)));

        Assert.Equal(-9.03, level.RmsDb, 0.05);
        Assert.Equal(-6.02, level.PeakDb, 0.05);
    }

    [Fact]
    public void Feed_Zeros_ReadsSilence()
    {
        var level = Assert.Single(new LevelMeter(100).Feed(new byte[200]));

        Assert.Equal(new SoundLevel(LevelMeter.Silence, LevelMeter.Silence), level);
    }

    [Fact]
    public void Feed_LoudestNegativeSample_DoesNotOverflow()
    {
        var level = Assert.Single(new LevelMeter(1).Feed(new byte[] { 0x00, 0x80 }));

        Assert.Equal(0, level.PeakDb, 0.01);
    }

    [Fact]
    public void Feed_PiecesOfAnyWholeSamples_GivesTheSameWindows()
    {
        var sine = Sine(0.3, 1000);
        var whole = new LevelMeter(100).Feed(sine).ToList();

        var meter = new LevelMeter(100);
        var pieces = Enumerable.Range(0, 100).SelectMany(i => meter.Feed(sine.AsMemory(i * 20, 20))).ToList();

        Assert.Equal(10, whole.Count);
        Assert.Equal(whole, pieces);
    }

    private static byte[] Sine(double amplitude, int samples) =>
        Enumerable.Range(0, samples)
            .SelectMany(i => BitConverter.GetBytes((short)(amplitude * short.MaxValue * Math.Sin(2 * Math.PI * 440 * i / 8000))))
            .ToArray();
}
