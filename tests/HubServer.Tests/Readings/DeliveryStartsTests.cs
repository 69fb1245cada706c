using Tongtang.Harness;
using Tongtang.HubServer.Readings;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class DeliveryStartsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Crowd_StartsAFewAtATime_InTheOrderInWhichItAsked()
    {
        using var starts = new DeliveryStarts(_time);
        var first = await StartAsync(starts);
        var (second, third) = (starts.Create(), starts.Create());
        var (secondAllowed, thirdAllowed) = (second.AllowedAsync(CancellationToken.None), third.AllowedAsync(CancellationToken.None));
        Assert.False(secondAllowed.IsCompleted);

        // Its readings are here; that the call goes on and ends later frees nothing more.
        first[0].End();
        first[0].Dispose();

        await secondAllowed;
        Assert.False(thirdAllowed.IsCompleted);
        second.Dispose();
        await thirdAllowed;
    }

    [Fact]
    public async Task BoxWithNothingToSend_HoldsItsPlaceForHalfASecond()
    {
        using var starts = new DeliveryStarts(_time);
        await StartAsync(starts);
        var allowed = starts.Create().AllowedAsync(CancellationToken.None);

        _time.Advance(DeliveryStart.Longest - TimeSpan.FromMilliseconds(1));
        Assert.False(allowed.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await allowed;
    }

    [Fact]
    public async Task CallThatEndsWhileItWaits_HoldsNothing()
    {
        using var starts = new DeliveryStarts(_time);
        var first = await StartAsync(starts);
        using var ended = new CancellationTokenSource();
        var gone = starts.Create();
        var waiting = gone.AllowedAsync(ended.Token);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gone.Dispose();

        first[0].Dispose();

        await starts.Create().AllowedAsync(CancellationToken.None);
    }

    private static async Task<List<DeliveryStart>> StartAsync(DeliveryStarts starts)
    {
        var all = Enumerable.Range(0, DeliveryStarts.MostAtOnce).Select(_ => starts.Create()).ToList();
        foreach (var start in all) await start.AllowedAsync(CancellationToken.None);
        return all;
    }
}
