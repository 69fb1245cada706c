using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Tests.Monitor;

public sealed class ClapTestTests
{
    private static readonly DateTimeOffset Clap = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Evaluate_SourceThatHearsLater_NeedsThatMuchMoreDelay()
    {
        SourceOptions[] sources = [new() { Name = "room" }, new() { Name = "camera", DelayMs = 40 }, new() { Name = "screen" }];
        var heard = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["room"] = Clap, ["camera"] = Clap.AddMilliseconds(120) };

        Assert.Equal([new("room", 0), new("camera", 160), new("screen", null)], ClapTest.Evaluate(sources, heard));
    }

    [Fact]
    public void Onset_ClapInARoomWithNoise_IsFoundWithinFiveMilliseconds()
    {
        var random = new Random(7);
        var sound = Enumerable.Range(0, 16_000).Select(i => random.NextDouble() - 0.5)
            .Select((noise, i) => i is >= 10_000 and < 10_400 ? 20_000 * noise : 200 * noise);
        var detector = new OnsetDetector();
        detector.Feed(sound.SelectMany(s => BitConverter.GetBytes((short)s)).ToArray());

        Assert.InRange(detector.Onset!.Value, 10_000 - 40, 10_000 + 40);
    }

    [Fact]
    public void Onset_VoiceThatGrowsOverAFifthOfASecond_IsNoClap()
    {
        var sound = Enumerable.Range(0, 16_000).Select(i => 3000 * Math.Clamp((i - 8000) / 1600.0, 0.2, 1) * Math.Sin(i * 0.4));
        var detector = new OnsetDetector();
        detector.Feed(sound.SelectMany(s => BitConverter.GetBytes((short)s)).ToArray());

        Assert.Null(detector.Onset);
    }
}
