using System.Text;
using Tongtang.DeviceDrivers.Smart;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Smart;

public abstract class SmartConformance(ConnectionKind kind) : DriverConformance
{
    private protected override Bench NewBench() => new("smart", kind, time => new SmartSimulator(time) { IsOn = true });

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((SmartSimulator)bench.Simulator).Panel.Switch(on: false);
        return Task.CompletedTask;
    }
}

public sealed class SmartOnTcp() : SmartConformance(ConnectionKind.Tcp);

public sealed class SmartOnSerial() : SmartConformance(ConnectionKind.Serial);

public sealed class SmartTests
{
    [Theory]
    [InlineData("powerstate=on", "powerstate", "on", false)]
    [InlineData("#Volume=30", "volume", "30", true)]
    [InlineData("invalid cmd=getvolume", "invalid cmd", "getvolume", false)]
    public void Line_OfEachForm_IsRead(string text, string name, string value, bool byItself) => Assert.Equal(new SmartLine(name, value, byItself), SmartWire.Read(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Lines_WithPrompts_AreCut()
    {
        var text = "\r\npowerstate=on\r\n>"u8;
        Assert.Equal(new(2, 13), SmartWire.Lines(text));
        Assert.Equal(new(0, 13), SmartWire.Lines("powerstate=on>"u8));
    }

    [Fact]
    public void Commands_OfEachForm_AreSmarts()
    {
        Assert.Equal("set powerstate=on\r"u8.ToArray(), SmartWire.Set("powerstate", "on"));
        Assert.Equal("get powerstate\r"u8.ToArray(), SmartWire.Get("powerstate"));
        Assert.Equal("set volume=30\r"u8.ToArray(), SmartWire.Set("volume", "30"));
    }

    [Fact]
    public void Lines_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("SMART lines", [.. new[] { "\r\npowerstate=on\r\n>", "#volume=30\r\n>", "invalid cmd=x" }.Select(Encoding.ASCII.GetBytes)], bytes =>
    {
        if (bytes.Length == 0) return;
        var cut = SmartWire.Lines(bytes);
        Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
        _ = SmartWire.Read(bytes);
    });

    [Fact]
    public async Task Power_PanelContradictsItself_IsSwitchedOnceAndToldAfterwards()
    {
        await using var bench = New(time => new SmartSimulator(time));
        await Panels.SwitchesOnAndOffAsync(bench, ((SmartSimulator)bench.Simulator).Panel);
    }

    [Fact]
    public async Task Volume_TurnedAtThePanel_IsToldWithoutAsking()
    {
        await using var bench = New(time => new SmartSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        await ((SmartSimulator)bench.Simulator).TurnVolumeAsync(77);
        var end = bench.Time.GetUtcNow() + TimeSpan.FromSeconds(20);
        while (bench.State("volume") != 77 && bench.Time.GetUtcNow() < end) await Task.Delay(TimeSpan.FromMilliseconds(50), bench.Time);
        Assert.Equal(77.0, bench.State("volume"));
    }

    [Fact]
    public async Task Command_ThatLosesItsSpace_IsRefusedAndPollsGoOn()
    {
        await using var bench = New(time => new SmartSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        ((SmartSimulator)bench.Simulator).LosesSpace = true;
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Panels.Volume(30))).Code);
        ((SmartSimulator)bench.Simulator).LosesSpace = true;
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal("on", bench.State("power"));
    }

    [Fact]
    public async Task Freeze_OnAndOff_IsSetAndTold()
    {
        await using var bench = New(time => new SmartSimulator(time) { IsOn = true });
        var panel = ((SmartSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("freeze", () => panel.Frozen));
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("smart", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
