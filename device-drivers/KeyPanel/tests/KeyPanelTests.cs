using System.Text;
using Tongtang.DeviceDrivers.KeyPanel;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Tests.PjLink;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.KeyPanel;

public sealed class KeyPanelConformance : DriverConformance
{
    private protected override Bench NewBench() => KeyPanelTests.New();

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    private protected override Task TouchAsync(Bench bench) => ((KeyPanelSimulator)bench.Simulator).PressAsync("start");
}

public sealed class KeyPanelTests
{
    private static readonly byte[] s_example = DriverFiles.Read(typeof(KeyPanelDriver), "", "example-6-keys.json");

    [Fact]
    public async Task Key_Pressed_IsToldAndItsLightBurns()
    {
        await using var bench = New();
        await using var driver = await bench.StartAsync();
        var panel = (KeyPanelSimulator)bench.Simulator;
        await panel.PressAsync("record");
        await Heard.CountAsync<KeyNews>(bench, 2);
        Assert.Equal([new KeyNews("record", true), new("record", false)], bench.News.OfType<KeyNews>());
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, PjLinkTests.Command("key", "led", ("key", "record"), ("on", true))));
        await LitAsync(panel, "record");
        Assert.Equal(["record"], panel.Lights);
        Assert.Equal(true, bench.State("led_record"));
    }

    [Fact]
    public async Task Lights_PanelComesBack_BurnAgain()
    {
        await using var bench = New();
        await using (var driver = await bench.StartAsync()) await bench.RunAsync(driver, PjLinkTests.Command("key", "led", ("key", "record"), ("on", true)));
        var panel = (KeyPanelSimulator)bench.Simulator;
        await LitAsync(panel, "record");
        panel.Darken();
        await using var again = await bench.StartAsync();
        await LitAsync(panel, "record");
        Assert.Equal(["record"], panel.Lights);
    }

    [Theory]
    [InlineData("AA5501010001", false)]
    [InlineData("AA5501010101", false)]
    [InlineData("AA55010100FF", false)]
    [InlineData("AA5501010001", true)]
    public void Read_OfAFrame_ChecksItsSum(string hex, bool mend)
    {
        var frame = Convert.FromHexString(hex);
        if (mend) frame[5] = (byte)frame.AsSpan(0, 5).ToArray().Sum(part => part);
        var good = frame[5] == (byte)frame.AsSpan(0, 5).ToArray().Sum(part => part);
        Assert.Equal(good ? [("start", true)] : [], KeyTemplate.Parse("x", s_example).Read(frame));
    }

    [Theory]
    [InlineData("\"start\": \"AA 55\"", "\"start\": \"\"", "$.frame.start")]
    [InlineData("\"length\": 6", "\"length\": 99", "$.frame.length is 99")]
    [InlineData("\"id\": \"stop\"", "\"id\": \"start\"", "is there 2 times")]
    [InlineData("\"kind\": \"sum8\"", "\"kind\": \"md5\"", "$.checksum.kind")]
    [InlineData("AA 55 01 01 .. {sum}", "AA 5", "5")]
    [InlineData("AA 55 01 01 .. {sum}", "AA {x}", "has a field")]
    [InlineData("{code} 01", "{which} 01", "the only field is {code}")]
    public void Template_WithAFault_IsRefusedWithFileAndPlace(string good, string bad, string named)
    {
        var error = Assert.Throws<DeviceException>(() => KeyTemplate.Parse("mine.json", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(s_example).Replace(good, bad, StringComparison.Ordinal))));
        Assert.StartsWith("mine.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parsers_GivenDamagedInput_NeverFall()
    {
        var template = KeyTemplate.Parse("x", s_example);
        var (fixedLength, byteLength) = (template.Frame.Cutter(), new KeyFrame { Start = "AA", LengthAt = 2, LengthAdds = 4 }.Cutter());
        Fuzz.RunBriefly("key templates", [s_example], bytes => _ = KeyTemplate.Parse("x", bytes), typeof(DeviceException));
        Fuzz.RunBriefly("key frames", [[0xAA, 0x55, 1, 1, 0, 1]], bytes =>
        {
            Cutting.All(fixedLength, bytes, frame => _ = template.Read(frame).ToList());
            Cutting.All(byteLength, bytes, _ => { });
        });
    }

    private static async Task LitAsync(KeyPanelSimulator panel, string key)
    {
        for (var tries = 0; !panel.Lights.Contains(key) && tries < 2000; tries++) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    }

    internal static Bench New() => new("key-panel", ConnectionKind.Serial, time => new KeyPanelSimulator(time));
}
