using System.Collections.Immutable;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Rules;

namespace Tongtang.EdgeAgent.Tests.Rules;

public sealed class RuleWatchTests
{
    [Fact]
    public void Reading_AboveForFiveMinutes_BeginsOnceAndEndsBelowTheHysteresis()
    {
        var watch = Watch(new RuleCondition { Device = "air", Reading = "co2_ppm", Above = 1000, Hysteresis = 100, ForSeconds = 300 });
        Assert.Equal(RuleTurn.Nothing, Look(watch, 1100, 0));
        Assert.Equal(RuleTurn.Nothing, Look(watch, 1100, 299));
        Assert.Equal(RuleTurn.Begin, Look(watch, 1100, 300));
        Assert.Equal(RuleTurn.Nothing, Look(watch, 950, 301));
        Assert.Equal(RuleTurn.End, Look(watch, 899, 302));
        Assert.False(watch.Holds);
    }

    [Fact]
    public void Reading_DipsInBetween_WaitsAnew()
    {
        var watch = Watch(new RuleCondition { Device = "air", Reading = "co2_ppm", Above = 1000, ForSeconds = 300 });
        Look(watch, 1100, 0);
        Look(watch, 900, 200);
        Assert.Equal(RuleTurn.Nothing, Look(watch, 1100, 300));
        Assert.Equal(RuleTurn.Begin, Look(watch, 1100, 600));
    }

    [Fact]
    public void Reading_Unknown_ChangesNothing()
    {
        var watch = Watch(new RuleCondition { Device = "air", Reading = "co2_ppm", Above = 1000 });
        Assert.Equal(RuleTurn.Begin, Look(watch, 1100, 0));
        Assert.Equal(RuleTurn.Nothing, watch.Look(Air(null), "Idle", counts: true, TimeSpan.FromSeconds(5)));
        Assert.True(watch.Holds);
    }

    [Fact]
    public void Key_AThousandTimesASecond_ActsAtMostAsOftenAsAllowed()
    {
        var watch = Watch(new RuleCondition { Device = "keys", Key = "1" });
        var acted = Enumerable.Range(0, 3000).Count(i => watch.Hear("keys", new KeyNews("1", Down: true), counts: true, TimeSpan.FromMilliseconds(i)) == RuleTurn.Begin);
        Assert.Equal(3, acted);
        Assert.Equal(2997, watch.Suppressed);
        Assert.Equal(RuleTurn.Nothing, watch.Hear("keys", new KeyNews("2", Down: true), counts: true, TimeSpan.FromSeconds(9)));
        Assert.Equal(RuleTurn.Nothing, watch.Hear("keys", new KeyNews("1", Down: false), counts: true, TimeSpan.FromSeconds(9)));
    }

    [Theory]
    [InlineData("07:00", "18:00", "12:00", true)]
    [InlineData("07:00", "18:00", "06:59", false)]
    [InlineData("22:00", "06:00", "23:30", true)]
    [InlineData("22:00", "06:00", "12:00", false)]
    [InlineData(null, null, "03:00", true)]
    public void Counts_ByTimeOfDay_AlsoPastMidnight(string? from, string? to, string now, bool counts) =>
        Assert.Equal(counts, RuleChecks.Counts(Rule(new RuleCondition { Recorder = "idle" }) with { From = from, To = to }, TimeOnly.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

    private static RuleTurn Look(RuleWatch watch, double value, int seconds) => watch.Look(Air(value), "Idle", counts: true, TimeSpan.FromSeconds(seconds));

    private static RuleWatch Watch(RuleCondition when) => new(Rule(when));

    private static RuleOptions Rule(RuleCondition when) => new() { Id = "r", Names = new Words { Zh = "r", En = "r" }, When = when };

    private static DeviceSnapshot Air(double? co2) => new()
    {
        Options = new DeviceOptions { Id = "air", Name = "air", Driver = "x", Connection = new DeviceConnection { Kind = ConnectionKind.Tcp } },
        Health = DeviceHealth.Online,
        Since = DateTimeOffset.UnixEpoch,
        Capabilities = [],
        Readings = co2 is { } value ? ImmutableSortedDictionary<string, double>.Empty.Add("co2_ppm", value) : ImmutableSortedDictionary<string, double>.Empty,
    };
}
