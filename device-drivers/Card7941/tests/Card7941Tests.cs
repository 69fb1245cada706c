using Tongtang.DeviceDrivers.Card7941;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Card7941;

public sealed class Card7941Conformance : DriverConformance
{
    private protected override Bench NewBench() => Card7941Tests.New();

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    private protected override Task TouchAsync(Bench bench) => ((Card7941Simulator)bench.Simulator).HoldAsync("6B3D12D6");
}

public sealed class Card7941Tests
{
    [Fact]
    public void Frame_Known_IsItsCard()
    {
        var frame = Convert.FromHexString("0209016B3D12D69A03");
        Assert.Equal(new(0, 9), Card7941Wire.Frames(frame));
        Assert.Equal("6B3D12D6", Card7941Wire.Uid(frame));
        Assert.Equal(frame, Card7941Wire.Frame("6B3D12D6"));
    }

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() =>
        Fuzz.RunBriefly("7941 frames", [Card7941Wire.Frame("6B3D12D6")], bytes => Cutting.All(Card7941Wire.Frames, bytes, frame => _ = Card7941Wire.Uid(frame)));

    [Fact]
    public async Task Card_LyingThere_IsToldOnceAndAgainWhenItComesBack()
    {
        await using var bench = New();
        await using var driver = await bench.StartAsync();
        var reader = (Card7941Simulator)bench.Simulator;
        await reader.HoldAsync("6B3D12D6", times: 5);
        await Heard.CountAsync<CardNews>(bench, 1);
        await Task.Delay(TimeSpan.FromSeconds(5), bench.Time);
        Assert.Equal([new CardNews("6B3D12D6")], bench.News.OfType<CardNews>());
        await reader.HoldAsync("6B3D12D6");
        await Heard.CountAsync<CardNews>(bench, 2);
        Assert.Equal(2, bench.News.OfType<CardNews>().Count());
    }

    internal static Bench New() => new("card-7941", ConnectionKind.Serial, time => new Card7941Simulator(time));
}
