using Tongtang.DeviceDrivers.Rdm6300;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Rdm6300;

public sealed class Rdm6300Conformance : DriverConformance
{
    private protected override Bench NewBench() => Rdm6300Tests.New();

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    private protected override Task TouchAsync(Bench bench) => ((Rdm6300Simulator)bench.Simulator).HoldAsync("3D002153D4");
}

public sealed class Rdm6300Tests
{
    [Theory]
    [InlineData("023344303032313533443439 4203")]
    [InlineData("0233643030323135336434 39620D0A03")]
    public void Frame_Known_IsItsCard(string hex)
    {
        var frame = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(new(0, frame.Length), Rdm6300Wire.Frames(frame));
        Assert.Equal("3D002153D4", Rdm6300Wire.Uid(frame));
    }

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() =>
        Fuzz.RunBriefly("RDM6300 frames", [Rdm6300Wire.Frame("3D002153D4")], bytes => Cutting.All(Rdm6300Wire.Frames, bytes, frame => _ = Rdm6300Wire.Uid(frame)));

    [Fact]
    public async Task Card_LyingThere_IsToldOnceAndAgainWhenItComesBack()
    {
        await using var bench = New();
        await using var driver = await bench.StartAsync();
        var reader = (Rdm6300Simulator)bench.Simulator;
        await reader.HoldAsync("3D002153D4", times: 5);
        await Heard.CountAsync<CardNews>(bench, 1);
        await Task.Delay(TimeSpan.FromSeconds(5), bench.Time);
        Assert.Equal([new CardNews("3D002153D4")], bench.News.OfType<CardNews>());
        await reader.HoldAsync("3D002153D4");
        await Heard.CountAsync<CardNews>(bench, 2);
        Assert.Equal(2, bench.News.OfType<CardNews>().Count());
    }

    internal static Bench New() => new("rdm6300", ConnectionKind.Serial, time => new Rdm6300Simulator(time));
}
