using Tongtang.EdgeAgent.Uploads;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Uploads;

public sealed class TokenBucketTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Take_WithoutCap_NeverWaits()
    {
        var bucket = new TokenBucket(_time);
        for (var i = 0; i < 100; i++) Assert.True(bucket.TakeAsync(1 << 20, null, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Take_WithCap_KeepsTheRateOverAMinute()
    {
        const double rate = 125_000;
        var bucket = new TokenBucket(_time);
        var sent = 0L;
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromMinutes(1);)
        {
            var taken = bucket.TakeAsync(64 * 1024, rate, CancellationToken.None);
            while (!taken.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(10));
                elapsed += TimeSpan.FromMilliseconds(10);
            }
            await taken;
            sent += 64 * 1024;
        }
        Assert.InRange(sent / 60.0, rate * 0.98, rate * 1.02);
    }

    [Fact]
    public void Take_ParallelSenders_ShareOneCap()
    {
        var bucket = new TokenBucket(_time);
        var takers = Enumerable.Range(0, 4).Select(_ => bucket.TakeAsync(100_000, 100_000, CancellationToken.None)).ToList();
        _time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal(2, takers.Count(t => t.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(takers.TrueForAll(t => t.IsCompleted));
    }

    [Fact]
    public void Take_AfterLongIdle_DoesNotBurst()
    {
        var bucket = new TokenBucket(_time);
        _time.Advance(TimeSpan.FromHours(8));
        _ = bucket.TakeAsync(25_000, 100_000, CancellationToken.None);
        Assert.False(bucket.TakeAsync(100_000, 100_000, CancellationToken.None).IsCompleted);
    }
}
