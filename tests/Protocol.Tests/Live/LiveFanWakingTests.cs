using System.Collections.Concurrent;
using Tongtang.Harness;
using Tongtang.Protocol.Live;

namespace Tongtang.Protocol.Tests.Live;

/// <summary>How those who wait for a message are woken.</summary>
public sealed class LiveFanWakingTests
{
    private const int Many = 50;
    private readonly LiveFan _fan = new(new ManualTimeProvider());

    [Fact]
    public async Task Message_WithManyWhoWait_WakesThemAllInOneThread()
    {
        var threads = new ConcurrentBag<int>();
        var viewers = Enumerable.Range(0, Many).Select(_ => _fan.Join()).ToList();
        foreach (var viewer in viewers) Assert.True(viewer.TryRead(out _));
        // In the pool: here xunit would choose the thread.
        var waiting = await Task.Run(() => viewers.ConvertAll(viewer => SeeAsync(viewer, threads)));
        _fan.Give(Made.Epoch(LiveTrack.Picture, 1));
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Equal(Many, threads.Count);
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task Waiting_WhenTheSourceEnds_HearsItAndThenNothing()
    {
        using var viewer = _fan.Join();
        Assert.True(viewer.TryRead(out _));
        var waiting = viewer.WaitAsync(CancellationToken.None).AsTask();
        _fan.End();
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
        Assert.True(viewer.TryRead(out var last));
        Assert.Equal(LiveCondition.Ended, last.State!.Condition);
        Assert.False(await viewer.WaitAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System));
    }

    /// <summary>Long enough that another thread would take the next one.</summary>
    private static async Task SeeAsync(LiveViewer viewer, ConcurrentBag<int> threads)
    {
        await viewer.WaitAsync(CancellationToken.None);
        threads.Add(Environment.CurrentManagedThreadId);
        Thread.SpinWait(20_000);
    }
}
