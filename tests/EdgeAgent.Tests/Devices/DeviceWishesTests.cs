using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Tests.Devices;

public sealed class DeviceWishesTests
{
    private static readonly DeviceCommand s_on = new() { Capability = "power", Action = "on" };
    private static readonly DeviceCommand s_off = new() { Capability = "power", Action = "off" };
    private readonly DeviceWishes _wishes = new();

    [Fact]
    public void Wish_NotTried_IsNextUntilItShows()
    {
        Add(s_on, "on", repeatable: true, tried: false);
        Assert.Same(s_on, _wishes.Next(Power("standby"), TimeSpan.Zero));
        Assert.Null(_wishes.Next(Power("standby"), TimeSpan.FromSeconds(9)));
        Assert.Null(_wishes.Next(Power("warming"), TimeSpan.FromSeconds(11)));
        Assert.Same(s_on, _wishes.Next(Power("standby"), TimeSpan.FromSeconds(12)));
        Assert.Null(_wishes.Next(Power("on"), TimeSpan.FromSeconds(30)));
        Assert.Equal(0, _wishes.Count);
    }

    [Fact]
    public void Wish_Fulfilled_IsNotKeptAgainstAPersonAtTheDevice()
    {
        Add(s_on, "on", repeatable: true, tried: true);
        Assert.Null(_wishes.Next(Power("on"), TimeSpan.FromSeconds(20)));
        Assert.Null(_wishes.Next(Power("standby"), TimeSpan.FromSeconds(40)));
    }

    [Fact]
    public void Wish_SentAndNotRepeatable_IsNeverSentAgain()
    {
        Add(s_on, "on", repeatable: false, tried: true);
        Assert.Null(_wishes.Next(Power("standby"), TimeSpan.FromMinutes(4)));
    }

    [Fact]
    public void Wish_Opposite_TakesTheOldOnesPlace()
    {
        Add(s_on, "on", repeatable: true, tried: false);
        Add(s_off, "off", repeatable: true, tried: false);
        Assert.Same(s_off, _wishes.Next(Power("on"), TimeSpan.Zero));
        Assert.Equal(1, _wishes.Count);
    }

    [Fact]
    public void Wish_TooOld_IsForgotten()
    {
        Add(s_on, "on", repeatable: true, tried: false);
        Assert.Null(_wishes.Next(Power("standby"), DeviceWishes.Kept));
    }

    private static Dictionary<string, DeviceValue> Power(string state) => new() { ["power"] = state };

    private void Add(DeviceCommand command, string state, bool repeatable, bool tried) => _wishes.Add(command, Power(state), repeatable, tried, TimeSpan.Zero);
}
