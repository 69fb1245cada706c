using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

public sealed class OutboxStoreTests
{
    [Fact]
    public async Task Items_Appended_ComeBackInOrderWithTheirStamps()
    {
        await using var outbox = new OutboxFolder().Open();
        outbox.Time.Advance(TimeSpan.FromSeconds(7));
        var given = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(i))));
        Assert.Equal([1, 2, 3], given);
        await outbox.ReopenAsync();
        var (items, gaps) = outbox.ReadAll(ItemClass.Reading);
        Assert.Empty(gaps);
        Assert.Equal([(1ul, 1.0), (2, 2), (3, 3)], items.Select(item => (item.Sequence, item.Reading.Value)));
        Assert.All(items, item => Assert.Equal(("boot-1", 7000L), (item.BootId, item.MonotonicMs)));
        Assert.Equal(outbox.Time.GetUtcNow().ToUnixTimeMilliseconds(), items[0].TimeMs);
    }

    /// <summary>A clock of next year that nobody doubted until the hub told the time.</summary>
    [Fact]
    public async Task Items_StampedByAClockThatWasWrong_GoWithoutItsTime()
    {
        await using var outbox = new OutboxFolder().Open();
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(1));
        outbox.Time.Advance(TimeSpan.FromHours(30));
        outbox.HubOffset = TimeSpan.FromMinutes(50);
        Assert.NotEqual(0, outbox.ReadAll(ItemClass.Reading).Items[0].TimeMs);

        outbox.HubOffset = TimeSpan.FromDays(-400);
        var item = Assert.Single(outbox.ReadAll(ItemClass.Reading).Items);
        Assert.Equal(("boot-1", 0), (item.BootId, item.TimeMs));

        // The clock has been set right since.
        outbox.HubOffset = TimeSpan.Zero;
        outbox.Time.StepWallClock(TimeSpan.FromDays(-400));
        Assert.Equal(0, outbox.ReadAll(ItemClass.Reading).Items[0].TimeMs);
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(2));
        Assert.NotEqual(0, outbox.ReadAll(ItemClass.Reading).Items[1].TimeMs);
    }

    [Fact]
    public async Task Classes_HaveSequencesOfTheirOwn()
    {
        await using var outbox = new OutboxFolder().Open();
        foreach (var itemClass in ItemClasses.InOrder) Assert.Equal(1, await outbox.AppendAsync(itemClass, OutboxFolder.Reading(1)));
        Assert.Equal(2, await outbox.AppendAsync(ItemClass.Alarm, OutboxFolder.Reading(1)));
    }

    /// <summary>Whoever looked into them would find them damaged, and mend them.</summary>
    [Fact]
    public async Task Start_LooksIntoNoFileButTheOldestAndTheNewest_HoweverManyWait()
    {
        await using var outbox = new OutboxFolder { Options = new() { BacklogMegabytes = 64 } }.Open();
        await outbox.AppendManyAsync(ItemClass.Backlog, 6000, 8000);
        await outbox.Store.DisposeAsync();
        var between = outbox.Files("backlog").Skip(1).SkipLast(1).ToList();
        Assert.True(between.Count >= 5);
        foreach (var file in between) await File.WriteAllBytesAsync(file, new byte[8192]);

        outbox.Open();
        Assert.Equal((0, 6000), (outbox.Repairs.All.Count, outbox.Store.Counts.Single(count => count.ItemClass == ItemClass.Backlog).Pending));
        Assert.Equal(6001, await outbox.AppendAsync(ItemClass.Backlog, OutboxFolder.Reading(1)));
        Assert.Empty(outbox.Repairs.All);

        // Reading them does.
        outbox.Log.Expect("was damaged");
        outbox.ReadAll(ItemClass.Backlog, behind: 0);
        Assert.Equal(between.Count, outbox.Repairs.All.Count);
    }

    [Fact]
    public async Task Acknowledged_IsNotSentAgain_AndItsFilesAreGone()
    {
        await using var outbox = new OutboxFolder().Open();
        var sequences = await outbox.AppendManyAsync(ItemClass.Reading, 300, 8000);
        Assert.True(outbox.Files("readings").Count > 1);
        await outbox.AcknowledgeAsync(ItemClass.Reading, sequences[^1] - 1);
        Assert.Single(outbox.Files("readings"));
        await outbox.ReopenAsync();
        var (items, gaps) = outbox.ReadAll(ItemClass.Reading);
        Assert.Empty(gaps);
        Assert.Equal((ulong)sequences[^1], Assert.Single(items).Sequence);

        // A hub restored from an older copy asks again: it gets what is still there, and is told that the rest was its own.
        (items, gaps) = outbox.ReadAll(ItemClass.Reading, behind: 0);
        Assert.True(items.Count > 1);
        Assert.Equal((1ul, items[0].Sequence - 1, GapReasons.Acknowledged), (gaps.Single().FirstSequence, gaps[0].LastSequence, gaps[0].Reason));
    }

    [Fact]
    public async Task Backlog_BeyondItsBytes_LosesItsOldestAndSaysSo()
    {
        await using var outbox = new OutboxFolder().Open();
        var appended = await outbox.AppendManyAsync(ItemClass.Backlog, 1000, 8000);
        Assert.True(outbox.BytesOf("backlog") <= outbox.Options.Of(ItemClass.Backlog).Bytes);
        var (items, gaps) = outbox.ReadAll(ItemClass.Backlog);
        var gap = Assert.Single(gaps);
        Assert.Equal((1ul, items[0].Sequence - 1, GapReasons.Evicted), (gap.FirstSequence, gap.LastSequence, gap.Reason));
        Assert.Equal(appended.Length, items.Count + (int)gap.LastSequence);
        Assert.Equal((long)gap.LastSequence, outbox.CountOf(ItemClass.Backlog).Evicted);
    }

    [Fact]
    public async Task Item_TooLarge_IsRefusedByCode()
    {
        await using var outbox = new OutboxFolder().Open();
        var refusal = await Assert.ThrowsAsync<OutboxException>(() => outbox.AppendAsync(ItemClass.Alarm, OutboxFolder.Event(1_000_000)));
        Assert.Equal("item_too_large", refusal.Code);
        Assert.Equal(1, await outbox.AppendAsync(ItemClass.Alarm, OutboxFolder.Event(60_000)));
    }

    [Fact]
    public async Task Poison_RefusedThreeTimes_WaitsInQuarantine_AndStopsNobody()
    {
        await using var outbox = new OutboxFolder().Open();
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(1));
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(double.NaN));
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(3));
        for (long sent = 0, round = 0; round < OutboxStore.MostRefusals; round++)
        {
            var (items, _) = outbox.ReadAll(ItemClass.Reading, sent);
            sent = (long)items[^1].Sequence;
            await outbox.AcknowledgeAsync(ItemClass.Reading, sent, items.Where(i => double.IsNaN(i.Reading.Value)).Select(i => new RejectedItem { Sequence = i.Sequence, ErrorCode = "value_not_finite", ErrorMessage = "NaN" }));
            await outbox.ReopenAsync();
        }
        Assert.Empty(outbox.ReadAll(ItemClass.Reading).Items);
        var poison = Assert.Single(outbox.Store.Quarantined());
        Assert.Equal(("value_not_finite", "NaN", ItemClass.Reading), (poison.Code, poison.Message, poison.ItemClass));
        Assert.Equal("cpu_percent", (string?)JsonNode.Parse(poison.Export())!["item"]!["reading"]!["name"]);

        Assert.True(await outbox.Store.RetryAsync(poison.Id, CancellationToken.None));
        Assert.Empty(outbox.Store.Quarantined());
        var again = Assert.Single(outbox.ReadAll(ItemClass.Reading).Items);
        Assert.True(again.Sequence > poison.Item.Sequence);
        Assert.Equal(poison.Item.MonotonicMs, again.MonotonicMs);
        Assert.False(outbox.Store.Delete(poison.Id));
    }

    [Fact]
    public async Task Refused_BeforeItIsAcknowledged_LeavesADeclaredHole()
    {
        await using var outbox = new OutboxFolder().Open();
        for (var i = 1; i <= 3; i++) await outbox.AppendAsync(ItemClass.Alarm, OutboxFolder.Reading(i));
        await outbox.Store.RefuseAsync(ItemClass.Alarm, 2, "batch_refused", "no", CancellationToken.None);
        var (items, gaps) = outbox.ReadAll(ItemClass.Alarm);
        Assert.Equal([(1ul, 1.0), (3, 3), (4, 2)], items.Select(i => (i.Sequence, i.Reading.Value)));
        Assert.Equal((2ul, 2ul, GapReasons.Quarantined), (gaps.Single().FirstSequence, gaps.Single().LastSequence, gaps.Single().Reason));
    }

    [Fact]
    public async Task Age_CountsByMonotonicClocksOnly()
    {
        await using var outbox = new OutboxFolder { Options = new OutboxOptions { ReadingsKept = TimeSpan.FromHours(10) } }.Open();
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(1));
        outbox.Time.StepWallClock(TimeSpan.FromDays(400));
        outbox.Time.Advance(TimeSpan.FromHours(6));
        outbox.Store.Expire();
        Assert.Single(outbox.ReadAll(ItemClass.Reading).Items);

        // Another boot, of which five hours pass: eleven in all.
        outbox.Boot = "boot-2";
        await outbox.ReopenAsync();
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(2));
        outbox.Time.Advance(TimeSpan.FromHours(5));
        var (items, gaps) = outbox.ReadAll(ItemClass.Reading);
        Assert.Equal(2, Assert.Single(items).Reading.Value);
        Assert.Equal((1ul, GapReasons.Expired), (Assert.Single(gaps).FirstSequence, gaps[0].Reason));

        outbox.Time.Advance(TimeSpan.FromHours(20));
        outbox.Store.Expire();
        Assert.Empty(outbox.Files("readings"));
        Assert.Equal(GapReasons.Expired, Assert.Single(outbox.ReadAll(ItemClass.Reading).Gaps).Reason);
    }

    [Fact]
    public async Task Crash_LosesNothingStored_AndGivesNoSequenceTwice()
    {
        await using var outbox = new OutboxFolder().Open();
        var given = new HashSet<long>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var sequence in await outbox.AppendManyAsync(ItemClass.Reading, 150, 50)) Assert.True(given.Add(sequence));
            await outbox.CrashAsync();
        }
        Assert.Equal(given.Order(), outbox.ReadAll(ItemClass.Reading).Items.Select(i => (long)i.Sequence));
    }

    [Fact]
    public async Task Hub_KnowsMore_SequencesGoOnBehindIt()
    {
        await using var outbox = new OutboxFolder().Open();
        await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(1));
        await outbox.AcknowledgeAsync(ItemClass.Reading, 5000);
        Assert.Equal(5001, await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(2)));
        Assert.Equal(5001ul, Assert.Single(outbox.ReadAll(ItemClass.Reading).Items).Sequence);
    }

    [Fact]
    public async Task Ledger_Lost_GivesNoSequenceTwice()
    {
        await using var outbox = new OutboxFolder().Open();
        outbox.Log.Expect("was damaged");
        await outbox.AppendManyAsync(ItemClass.Reading, 10, 10);
        var epoch = outbox.Store.Epoch;
        await outbox.Store.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(outbox.Path, "ledger.db"), "this is no database, and never was one, but it is long enough to look at, isn't it? yes: a hundred bytes.");
        outbox.Open();
        Assert.Equal((1, epoch), (outbox.Repairs.All.Count, outbox.Store.Epoch));
        Assert.True(await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(2)) > 1_000_000);
        var (items, gaps) = outbox.ReadAll(ItemClass.Reading);
        Assert.Equal(11, items.Count);
        Assert.Equal(GapReasons.Missing, Assert.Single(gaps).Reason);
        Assert.Single(Directory.EnumerateFiles(outbox.Path, "ledger.db.corrupt-*"));
    }
}
