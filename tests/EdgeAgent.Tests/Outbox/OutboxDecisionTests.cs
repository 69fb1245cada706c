using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

public sealed class OutboxDecisionTests
{
    [Fact]
    public void Eviction_TakesTheLowestClass_NeverAHigherOne()
    {
        var rows = from counts in Gen.ArrayOf(Gen.Choose(0, 2), 5) from needs in Gen.Elements(ItemClasses.InOrder.ToArray()) select (counts, needs);
        Prop.ForAll(Arb.From(rows), row =>
        {
            var files = ItemClasses.InOrder.Zip(row.counts).ToDictionary(p => p.First, p => p.Second);
            var chosen = EvictionChoice.Choose(row.needs, files);
            var allowed = files.Where(f => f.Value > 0 && f.Key >= row.needs).Select(f => f.Key).ToList();
            return allowed.Count == 0 ? chosen is null : chosen == allowed.Max();
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("now", 900, 100)]
    [InlineData("before", 400, 100 + 950)]
    [InlineData("first", 100, 200 + 450 + 950)]
    [InlineData("forgotten", 5, 250 + 450 + 950)]
    [InlineData("now", 5000, 0)]
    public void Age_AddsWhatEachBootRan(string boot, long at, long expected)
    {
        var ages = new ItemAges([new("first", 50, 300), new("before", 50, 500), new("now", 50, 1000)]);
        Assert.Equal(expected, ages.Of(new ItemStamp(boot, at, 0)).TotalMilliseconds);
    }

    [Fact]
    public void Gaps_ThatTouch_AreOne()
    {
        var gaps = new GapList();
        gaps.Add(1, 3, "evicted");
        gaps.Add(4, 4, "evicted");
        gaps.Add(5, 4, "evicted");
        gaps.Add(5, 6, "expired");
        gaps.Add(9, 9, "expired");
        Assert.Equal([(1ul, 4ul), (5, 6), (9, 9)], gaps.Gaps.Select(g => (g.FirstSequence, g.LastSequence)));
    }

    [Fact]
    public void Sum_NoticesAnyFlippedBit()
    {
        var row = new ItemRow(7, new ItemStamp("boot", 5, 6), 0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        for (var bit = 0; bit < 80; bit++)
        {
            var body = row.Body.ToArray();
            body[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(row.Sum(), (row with { Body = body }).Sum());
        }
        Assert.NotEqual(row.Sum(), (row with { Sequence = 8 }).Sum());
    }

    [Theory]
    [InlineData("AlarmMegabytes", "0")]
    [InlineData("BacklogMegabytes", "-1")]
    [InlineData("ReadingsKept", "00:00:00")]
    public void Settings_StarveAClass_AreRefusedByName(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Outbox:{name}", value)]).Build();
        var refused = Assert.Throws<SettingException>(() => SettingsReader.Read<OutboxOptions>(configuration, "Outbox"));
        Assert.Contains($"Outbox:{name} is", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1, 3)]
    [InlineData(64, 4, 15)]
    [InlineData(512, 8, 63)]
    public void Limits_KeepFilesAndTheirLogWithinTheBytes(int megabytes, int fileMegabytes, int files)
    {
        var limits = new ClassLimits(megabytes * 1024L * 1024, TimeSpan.FromDays(1));
        Assert.Equal((fileMegabytes * 1024L * 1024, files), (limits.FileBytes, limits.Files));
    }
}
