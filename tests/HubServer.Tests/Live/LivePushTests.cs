using Tongtang.HubServer.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Live;

public sealed class LivePushTests
{
    [Fact]
    public void Answer_AndAWishInItsPlace_TheNewestSaysBoth()
    {
        var push = new LivePush(null!);
        push.Ask(new LiveWish { Sources = { new LiveSourceWish { Name = "teacher", Frames = true } } });
        push.Answer(new LiveProbe { SentMonotonicMs = 5 });
        Assert.True(push.Wishes.TryRead(out var answer));
        Assert.Equal(("teacher", 5), (Assert.Single(answer.Sources).Name, answer.ProbeSentMonotonicMs));
        push.Answer(new LiveProbe { SentMonotonicMs = 6 });
        push.Ask(new LiveWish());
        Assert.True(push.Wishes.TryRead(out var wish));
        Assert.Equal((0, 6), (wish.Sources.Count, wish.ProbeSentMonotonicMs));
        Assert.False(push.Wishes.TryRead(out _));
    }

    [Fact]
    public void Share_IsSaidWithEveryWishAndAnswer_AndTheSameOnlyOnce()
    {
        var push = new LivePush(null!);
        push.Share(2000, 2);
        push.Ask(new LiveWish { Sources = { new LiveSourceWish { Name = "teacher", Frames = true } } });
        push.Answer(new LiveProbe { SentMonotonicMs = 5 });
        Assert.True(push.Wishes.TryRead(out var wish));
        Assert.Equal((1, 5, 2000u, 2u), (wish.Sources.Count, wish.ProbeSentMonotonicMs, wish.BudgetKbps, wish.BudgetRooms));
        push.Share(2000, 2);
        Assert.False(push.Wishes.TryRead(out _));
        push.Share(0, 0);
        Assert.True(push.Wishes.TryRead(out wish));
        Assert.Equal((1, 5, 0u, 0u), (wish.Sources.Count, wish.ProbeSentMonotonicMs, wish.BudgetKbps, wish.BudgetRooms));
    }
}
