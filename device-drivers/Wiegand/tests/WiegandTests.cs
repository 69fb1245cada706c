using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Wiegand;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Wiegand;

public sealed class WiegandConformance : DriverConformance
{
    private protected override Bench NewBench() => WiegandTests.New();

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    /// <summary>The kernel gives whole events, and a card's bits must come together.</summary>
    protected override bool SeesBrokenLines => false;

    private protected override Task TouchAsync(Bench bench) => ((WiegandSimulator)bench.Simulator).HoldAsync("3D12D6");
}

public sealed class WiegandTests
{
    [Fact]
    public void Bits_OfAKnownCard_AreItsBits()
    {
        const string Known = "0" + "001111010001001011010110" + "1";
        Assert.Equal(Known, string.Concat(WiegandWire.Bits("3D12D6").Select(bit => bit ? '1' : '0')));
        Assert.Equal("3D12D6", WiegandWire.Uid([.. Known.Select(bit => bit == '1')]));
        Assert.Equal("6B3D12D6", WiegandWire.Uid(WiegandWire.Bits("6B3D12D6")));
        // Facility 61, number 4822, as readers that type write it.
        Assert.Equal("3D12D6", CardNumbers.Uid("061,04822", "facility", reversed: false));
    }

    [Fact]
    public void Uid_OfAWrongBit_IsNone()
    {
        for (var wrong = 0; wrong < 26; wrong++)
        {
            var bits = WiegandWire.Bits("3D12D6");
            bits[wrong] = !bits[wrong];
            Assert.Null(WiegandWire.Uid(bits));
        }
    }

    [Fact]
    public void Uid_OfAnyBits_NeverFalls() => Fuzz.RunBriefly("Wiegand bits", [[.. WiegandWire.Bits("3D12D6").Select(bit => bit ? (byte)1 : (byte)0)]], bytes => _ = WiegandWire.Uid([.. bytes.Select(part => part % 2 == 1)]));

    [Fact]
    public async Task Card_WithALostBit_IsNotTold_TheNextIs()
    {
        await using var bench = New();
        await using var driver = await bench.StartAsync();
        var reader = (WiegandSimulator)bench.Simulator;
        await reader.SayAsync(WiegandWire.Bits("3D12D6").Skip(1));
        await Task.Delay(TimeSpan.FromSeconds(1), bench.Time);
        Assert.Empty(bench.News);
        await reader.HoldAsync("6B3D12D6");
        await Heard.CountAsync<CardNews>(bench, 1);
        Assert.Equal([new CardNews("6B3D12D6")], bench.News);
    }

    internal static Bench New() => new("wiegand", ConnectionKind.Gpio, time => new WiegandSimulator(time), new Dictionary<string, DeviceValue> { ["data0"] = "17", ["data1"] = "27" });
}
