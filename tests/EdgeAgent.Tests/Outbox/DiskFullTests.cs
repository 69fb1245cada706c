using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

/// <summary>A disk of twelve megabytes, really full. It needs the right to mount one (tests/run.sh runs them as root).</summary>
public sealed class DiskFullTests
{
    [PrivilegedFact(Privilege.Mount)]
    public async Task Disk_Full_AlarmsAreStoredAtTheCostOfTheBacklog_AndItRecovers()
    {
        using var folder = new TemporaryFolder();
        await Programs.RunAsync("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder.Path);
        using var log = new LogWatch().Expect("The disk is full");
        try
        {
            await using var store = new OutboxStore(folder["outbox"], new OutboxOptions(), new OutboxClock("boot", () => true, TimeProvider.System), DamageBoard.Of(folder.Path, log), TimeProvider.System, log.Factory.CreateLogger<OutboxStore>());
            var stored = await FillAsync(store, ItemClass.Backlog);
            Assert.InRange(stored, 300, 1500);
            Assert.Contains(log.Lines, line => line.Contains("oldest items of the class Backlog", StringComparison.Ordinal));

            for (var i = 0; i < 50; i++) await store.AppendAsync(ItemClass.Alarm, OutboxFolder.Event(2000), CancellationToken.None);
            Assert.Equal(50, store.Read(ItemClass.Alarm, 0, 100, int.MaxValue)!.Items.Count);
            Assert.Equal(GapReasons.Evicted, store.Read(ItemClass.Backlog, 0, 100, int.MaxValue)!.Gaps[0].Reason);

            // The lowest class may not take from the alarms: it makes room by itself, and they stay.
            await FillAsync(store, ItemClass.Backlog);
            Assert.Equal(50, store.Read(ItemClass.Alarm, 0, 100, int.MaxValue)!.Items.Count);
            await store.AcknowledgeAsync(new ItemAcknowledgement { StoreEpoch = store.Epoch, ItemClass = ItemClass.Backlog, UpToSequence = 100_000 }, CancellationToken.None);
            await store.AppendAsync(ItemClass.Backlog, OutboxFolder.Event(8000), CancellationToken.None);
        }
        finally
        {
            await Programs.RunAsync("umount", folder.Path);
        }
    }

    /// <summary>Sixteen megabytes, more than there is room for; returns how many are there at the end.</summary>
    private static async Task<int> FillAsync(OutboxStore store, ItemClass itemClass)
    {
        for (var i = 0; i < 20; i++) await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => store.AppendAsync(itemClass, OutboxFolder.Event(8000), CancellationToken.None)));
        var count = 0;
        for (long after = 0; store.Read(itemClass, after, 100, int.MaxValue) is { } batch; after = (long)Math.Max(batch.Items.LastOrDefault()?.Sequence ?? 0, batch.Gaps.LastOrDefault()?.LastSequence ?? 0))
            count += batch.Items.Count;
        return count;
    }
}
