using System.Text;
using Tongtang.DeviceDrivers.BenqViewSonic;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.BenqViewSonic;

public abstract class BenqViewSonicConformance(ConnectionKind kind, bool headsWithTwo) : DriverConformance
{
    private protected override Bench NewBench() => new("benq-viewsonic", kind, time => new BenqViewSonicSimulator(time) { IsOn = true, HeadsWithTwo = headsWithTwo });

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((BenqViewSonicSimulator)bench.Simulator).Panel.Switch(on: false);
        return Task.Delay(TimeSpan.FromSeconds(15), bench.Time);
    }
}

public sealed class BenqViewSonicOnTcp() : BenqViewSonicConformance(ConnectionKind.Tcp, headsWithTwo: true);

public sealed class BenqViewSonicOnSerial() : BenqViewSonicConformance(ConnectionKind.Serial, headsWithTwo: false);

public sealed class BenqViewSonicTests
{
    [Theory]
    [InlineData("38 30 31 73 21 30 30 31 0D", "power", "001")]
    [InlineData("38 30 31 73 21 30 30 30 0D", "power", "000")]
    [InlineData("38 30 31 73 35 30 35 30 0D", "volume", "050")]
    [InlineData("38 30 31 73 36 30 30 31 0D", "mute", "001")]
    [InlineData("38 30 31 73 24 30 37 36 0D", "backlight", "076")]
    public void Setting_OfEachKind_HasTheVerifiedBytes(string hex, string property, string value) =>
        Assert.Equal(Panels.Bytes(hex), BenqViewSonicWire.Set(1, BenqViewSonicWire.SettingOf(property), value));

    [Fact]
    public void Question_ForTheSignal_HasTheVerifiedBytes() => Assert.Equal(Panels.Bytes("38 30 31 67 22 30 30 30 0D"), BenqViewSonicWire.Get(1, BenqViewSonicWire.Signal));

    [Theory]
    [InlineData("34 30 31 2B", true)]
    [InlineData("34 30 31 2D", false)]
    [InlineData("34 30 32 2B", null)]
    [InlineData("38 30 31 73 21 30 30 31", null)]
    public void Acknowledged_Verified_IsRead(string hex, bool? accepted) => Assert.Equal(accepted, CodedLines.Acknowledged(Panels.Bytes(hex), 1));

    [Theory]
    [InlineData("801rl001", "001")]
    [InlineData("201rl001", "001")]
    [InlineData("802rl001", null)]
    [InlineData("801gl000", null)]
    [InlineData("801rf030", null)]
    public void Value_OfAReply_IsRead(string line, string? value) => Assert.Equal(value, CodedLines.Value(Encoding.ASCII.GetBytes(line), BenqViewSonicWire.ReplyHeads, 1, 'l'));

    [Fact]
    public void Lines_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("coded lines", [.. new[] { "401+\r", "801rl001\r", "201rf050\r" }.Select(Encoding.ASCII.GetBytes)], bytes =>
    {
        _ = CodedLines.Acknowledged(bytes, 1);
        _ = CodedLines.Value(bytes, "82", 1, 'l');
    });

    [Fact]
    public async Task Power_InAHurry_IsSwitchedOnce()
    {
        await using var bench = New(time => new BenqViewSonicSimulator(time));
        await Panels.SwitchesOnAndOffAsync(bench, ((BenqViewSonicSimulator)bench.Simulator).Panel);
    }

    [Fact]
    public async Task Switches_OfEachKind_AreSetAndTold()
    {
        await using var bench = New(time => new BenqViewSonicSimulator(time) { IsOn = true });
        var panel = ((BenqViewSonicSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("lock", () => panel.Locked));
    }

    [Fact]
    public async Task Benq_ThatTellsNothing_IsWhatItAcknowledged()
    {
        await using var bench = New(time => new BenqViewSonicSimulator(time) { Model = "benq" }, ("model", "benq"), ("inputs", "hdmi1=001 ops=00B"));
        await using var driver = await bench.StartAsync();
        Assert.Null(bench.State("power"));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("power", "on")));
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Input("ops")));
        Assert.Equal("ops", bench.State("input"));
        Assert.Equal("00B", ((BenqViewSonicSimulator)bench.Simulator).Panel.Input);
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("benq-viewsonic", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
