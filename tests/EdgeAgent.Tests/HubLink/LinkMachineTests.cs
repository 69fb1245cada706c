using Tongtang.EdgeAgent.HubLink;

namespace Tongtang.EdgeAgent.Tests.HubLink;

public sealed class LinkMachineTests
{
    private static readonly LinkPacing Pacing = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
    private double _random = 0.999;
    private bool _awaited;

    [Fact]
    public void Unenrolled_NeverConnects() => Assert.Null(Machine(enrolled: false).ConnectIn(At(1000)));

    [Fact]
    public void Enrolled_ConnectsAtOnce() => Assert.Equal(TimeSpan.Zero, Machine().ConnectIn(At(0)));

    [Fact]
    public void Failures_InARow_DoubleTheWaitUpToTheCap()
    {
        var machine = Machine();
        var waits = new List<double>();
        for (var i = 0; i < 8; i++) waits.Add(FailOnce(machine, At(i * 100)).TotalSeconds);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits.Select(w => Math.Round(w)));
    }

    [Fact]
    public void Wait_FullJitter_MayBeNothing()
    {
        _random = 0;
        var machine = Machine();
        for (var i = 0; i < 5; i++) Assert.Equal(TimeSpan.Zero, FailOnce(machine, At(i)));
    }

    [Fact]
    public void StableLink_Breaks_StartsWithTheFirstWaitAgain()
    {
        var machine = Machine();
        for (var i = 0; i < 5; i++) FailOnce(machine, At(i));
        machine.Connecting();
        machine.Welcomed(At(100));
        machine.Ended(At(161), null);
        Assert.Equal(0.999, machine.ConnectIn(At(161))!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void ShortLink_Breaks_KeepsCountingFailures()
    {
        var machine = Machine();
        for (var i = 0; i < 3; i++) FailOnce(machine, At(i));
        machine.Connecting();
        machine.Welcomed(At(100));
        machine.Ended(At(159), null);
        Assert.Equal(8, machine.ConnectIn(At(159))!.Value.TotalSeconds, 1);
    }

    [Fact]
    public void RetryAfter_NothingComesBackEarlier()
    {
        _random = 0;
        var machine = Machine();
        machine.Connecting();
        machine.Ended(At(0), TimeSpan.FromSeconds(20));
        machine.NetworkUp(At(5));
        Assert.Equal(TimeSpan.FromSeconds(15), machine.ConnectIn(At(5)));
    }

    [Fact]
    public void RetryAfter_ManyTimes_AddsNoWaitOfItsOwnButALittleJitter()
    {
        var machine = Machine();
        for (var i = 0; i < 8; i++)
        {
            machine.Connecting();
            machine.Ended(At(i * 100), TimeSpan.FromSeconds(20));
            Assert.InRange(machine.ConnectIn(At(i * 100))!.Value.TotalSeconds, 20, 21);
        }
    }

    [Fact]
    public void NetworkUp_WhileWaiting_CutsTheWaitShort()
    {
        var machine = Machine();
        for (var i = 0; i < 7; i++) FailOnce(machine, At(0));
        Assert.True(machine.ConnectIn(At(1)) > TimeSpan.FromSeconds(20));
        machine.NetworkUp(At(1));
        Assert.True(machine.ConnectIn(At(1)) < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void NetworkUp_JustBeforeTheTry_DoesNotPutItOff()
    {
        _random = 0.5;
        var machine = Machine();
        var wait = FailOnce(machine, At(0));
        machine.NetworkUp(wait);
        Assert.Equal(TimeSpan.Zero, machine.ConnectIn(wait));
    }

    [Fact]
    public void AnotherIdentity_WhileWaiting_IsTriedAtOnce()
    {
        var machine = Machine();
        for (var i = 0; i < 7; i++) FailOnce(machine, At(0));
        machine.IdentityChanged(enrolled: true, At(1));
        Assert.Equal(TimeSpan.Zero, machine.ConnectIn(At(1)));
    }

    [Fact]
    public void IdentityGone_WhileConnecting_StaysUnenrolled()
    {
        var machine = Machine();
        machine.Connecting();
        machine.IdentityChanged(enrolled: false, At(1));
        machine.Ended(At(1), null);
        Assert.Equal(LinkPhase.Unenrolled, machine.Phase);
    }

    [Fact]
    public void AwaitedRoom_LostItsLink_IsBackSoonForFiveMinutes()
    {
        var machine = Machine();
        machine.Connecting();
        machine.Welcomed(At(0));
        _awaited = true;
        machine.Ended(At(100), null);
        for (var i = 0; i < 20; i++) Assert.InRange(FailOnce(machine, At(101 + i)).TotalSeconds, 0, 1.5);
        _awaited = false;
        Assert.InRange(FailOnce(machine, At(122)).TotalSeconds, 29, 30);
        _awaited = true;
        Assert.InRange(FailOnce(machine, At(401)).TotalSeconds, 29, 30);
    }

    [Fact]
    public void AwaitedRoom_HubNamesAWait_WaitsIt()
    {
        _awaited = true;
        var machine = Machine();
        machine.Connecting();
        machine.Welcomed(At(0));
        machine.Ended(At(1), TimeSpan.FromSeconds(20));
        Assert.InRange(machine.ConnectIn(At(1))!.Value.TotalSeconds, 20, 21.5);
    }

    private LinkMachine Machine(bool enrolled = true)
    {
        var machine = new LinkMachine(Pacing, () => _random, () => _awaited);
        machine.IdentityChanged(enrolled, At(0));
        return machine;
    }

    private static TimeSpan FailOnce(LinkMachine machine, TimeSpan now)
    {
        machine.Connecting();
        machine.Ended(now, null);
        return machine.ConnectIn(now)!.Value;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
