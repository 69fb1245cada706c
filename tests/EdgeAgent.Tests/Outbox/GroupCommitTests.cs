using System.Collections.Concurrent;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

public sealed class GroupCommitTests
{
    private static readonly ItemStamp Stamp = new("boot", 0, 0);
    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentQueue<int> _groups = new();

    [Fact]
    public async Task Readings_WaitForEachOther_FiftyMillisecondsAtMost()
    {
        var (commit, loop) = Start(ItemClass.Reading);
        var items = await AddAsync(commit, 10);
        await Eventually.TrueAsync(
            () =>
            {
                Assert.True(_groups.IsEmpty || _time.GetElapsedTime(0) >= TimeSpan.FromMilliseconds(50));
                _time.Advance(TimeSpan.FromMilliseconds(1));
                return items.TrueForAll(i => i.Stored.IsCompleted);
            },
            TimeSpan.FromSeconds(10),
            () => "not stored");
        Assert.Equal([10], _groups);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), await Task.WhenAll(items.Select(i => i.Stored)));
        await EndAsync(commit, loop);
    }

    [Fact]
    public async Task Alarm_WaitsForNobody()
    {
        var (commit, loop) = Start(ItemClass.Alarm);
        Assert.Equal(1, await (await AddAsync(commit, 1))[0].Stored);
        await EndAsync(commit, loop);
    }

    [Fact]
    public async Task Group_HasAHundredRowsAtMost_AndAQuarterOfAMegabyte()
    {
        var (commit, _) = (new GroupCommit(ItemClass.Reading, Store, _time), 0);
        await AddAsync(commit, 250);
        for (var i = 0; i < 10; i++) await commit.AddAsync(new ArrivingItem(Stamp, 0, new byte[60_000]), CancellationToken.None);
        commit.Complete();
        await commit.RunAsync();
        Assert.Equal([100, 100, 55, 5], _groups);
    }

    [Fact]
    public async Task Store_Fails_EveryoneInTheGroupHearsIt_AndTheNextIsStored()
    {
        var fail = true;
        var commit = new GroupCommit(ItemClass.Alarm, group => fail ? throw new IOException("no disk") : Store(group), _time);
        var loop = commit.RunAsync();
        var lost = await AddAsync(commit, 1);
        await Assert.ThrowsAsync<IOException>(() => lost[0].Stored);
        fail = false;
        Assert.Equal(1, await (await AddAsync(commit, 1))[0].Stored);
        await EndAsync(commit, loop);
    }

    [Fact]
    public async Task Line_IsFull_WhoeverGivesMoreWaits_UntilAGroupIsTaken()
    {
        var commit = new GroupCommit(ItemClass.Alarm, Store, _time);
        await AddAsync(commit, 1024);
        var late = new ArrivingItem(Stamp, 0, new byte[10]);
        var waiting = commit.AddAsync(late, CancellationToken.None).AsTask();
        using var impatient = new CancellationTokenSource();
        var gone = commit.AddAsync(new ArrivingItem(Stamp, 0, new byte[10]), impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(waiting.IsCompleted);

        var loop = Task.Run(commit.RunAsync);
        await waiting;
        Assert.Equal(1025, await late.Stored);
        await EndAsync(commit, loop);
        Assert.Equal(1025, _groups.Sum());
    }

    [Fact]
    public async Task Store_DoesNotComeBack_ItIsMissed_UntilItDoes()
    {
        using var stuck = new ManualResetEventSlim();
        var commit = new GroupCommit(ItemClass.Alarm, group => { stuck.Wait(); return Store(group); }, _time);
        Assert.Equal(long.MaxValue, commit.Pulse.DueMs);
        var loop = Task.Run(commit.RunAsync);
        var items = await AddAsync(commit, 1);
        await Eventually.TrueAsync(() => commit.Pulse.DueMs < long.MaxValue, TimeSpan.FromSeconds(30), () => "the commit gave no word");
        stuck.Set();
        await items[0].Stored;
        await EndAsync(commit, loop);
        Assert.Equal(long.MaxValue, commit.Pulse.DueMs);
    }

    private (GroupCommit Commit, Task Loop) Start(ItemClass itemClass)
    {
        var commit = new GroupCommit(itemClass, Store, _time);
        return (commit, Task.Run(commit.RunAsync));
    }

    private static Task EndAsync(GroupCommit commit, Task loop)
    {
        commit.Complete();
        return loop;
    }

    private static async Task<List<ArrivingItem>> AddAsync(GroupCommit commit, int count)
    {
        var items = Enumerable.Range(0, count).Select(_ => new ArrivingItem(Stamp, 0, new byte[10])).ToList();
        foreach (var item in items) await commit.AddAsync(item, CancellationToken.None);
        return items;
    }

    private long Store(IReadOnlyList<ArrivingItem> group)
    {
        var first = _groups.Sum() + 1;
        _groups.Enqueue(group.Count);
        return first;
    }
}
