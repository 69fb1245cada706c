using System.Text;
using Tongtang.DeviceDrivers.Sharp;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Sharp;

public abstract class SharpConformance(ConnectionKind kind, string password) : DriverConformance
{
    private protected override Bench NewBench() => new(
        "sharp",
        kind,
        time => new SharpSimulator(time) { IsOn = true, User = password.Length > 0 ? "admin" : "", Password = password, Id = 1 },
        Panels.Settings(("user", password.Length > 0 ? "admin" : ""), ("password", password)));

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((SharpSimulator)bench.Simulator).Panel.Switch(on: false);
        return Task.Delay(TimeSpan.FromSeconds(15), bench.Time);
    }
}

public sealed class SharpOnTcp() : SharpConformance(ConnectionKind.Tcp, "hidden-word");

public sealed class SharpOnSerial() : SharpConformance(ConnectionKind.Serial, "");

public sealed class SharpTests
{
    [Theory]
    [InlineData("POWR", 1, false, "POWR   1\r")]
    [InlineData("POWR", 1, true, "POWR0001\r")]
    [InlineData("VOLM", 30, false, "VOLM  30\r")]
    [InlineData("MUTE", 1, false, "MUTE   1\r")]
    [InlineData("RSPW", 1, false, "RSPW   1\r")]
    public void Set_OfEachForm_IsTheManuals(string command, int value, bool zeros, string text) => Assert.Equal(text, Encoding.ASCII.GetString(SharpWire.Set(command, value, zeros)));

    [Fact]
    public void Get_OfPower_IsTheManuals() => Assert.Equal("POWR????\r"u8.ToArray(), SharpWire.Get("POWR"));

    [Theory]
    [InlineData("OK", "OK")]
    [InlineData("OK 001", "OK")]
    [InlineData("ERR", "ERR")]
    [InlineData("WAIT", "WAIT")]
    [InlineData("1 001", "1")]
    [InlineData("  30", "30")]
    [InlineData("POWR????", null)]
    [InlineData("POWR   1", null)]
    [InlineData("OK OK", null)]
    public void Answer_OfEachForm_IsRead(string line, string? answer) => Assert.Equal(answer, SharpWire.Answer(Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void Lines_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("Sharp lines", [.. new[] { "OK 001\r\n", "\r\nLogin:", "WAIT\r\n30\r\n" }.Select(Encoding.ASCII.GetBytes)], bytes =>
    {
        if (bytes.Length == 0) return;
        var cut = SharpWire.Lines(bytes);
        Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
        _ = SharpWire.Answer(bytes);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Power_InAHurry_IsSwitchedOnce(bool zeros)
    {
        await using var bench = New(time => new SharpSimulator(time) { WantsZeros = zeros }, ("padding", zeros ? "zero" : "blank"), ("volumeMax", 31));
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("power", "on")));
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Panels.Volume(10))).Code);
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Volume(100)));
        Assert.Equal((31, 100.0), (((SharpSimulator)bench.Simulator).Panel.Volume, bench.State("volume")));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Volume(50)));
        Assert.Equal((16, 50.0), (((SharpSimulator)bench.Simulator).Panel.Volume, bench.State("volume")));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("power", "off")));
        await bench.UntilAsync(driver, "power", "standby");
        Assert.Equal(2, ((SharpSimulator)bench.Simulator).Panel.Switches);
    }

    [Fact]
    public async Task Wakeable_ListensInStandby()
    {
        await using var bench = New(time => new SharpSimulator(time) { IsOn = true, SleepsDeeply = true }, ("wakeable", true));
        await using var driver = await bench.StartAsync();
        await bench.RunAsync(driver, Panels.Command("power", "off"));
        await bench.UntilAsync(driver, "power", "standby");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("power", "on")));
    }

    [Fact]
    public async Task Mute_OnAndOff_IsSetAndTold()
    {
        await using var bench = New(time => new SharpSimulator(time) { IsOn = true });
        var panel = ((SharpSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("admin", "wrong")]
    public async Task SignIn_WrongOrMissing_IsDenied(string user, string password)
    {
        await using var bench = New(time => new SharpSimulator(time) { User = "admin", Password = "right" }, ("user", user), ("password", password));
        Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(bench.StartAsync)).Code);
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("sharp", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
