using System.Text;
using Tongtang.DeviceDrivers.Lg;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Lg;

public abstract class LgConformance(ConnectionKind kind) : DriverConformance
{
    private protected override Bench NewBench() => new("lg", kind, time => new LgSimulator(time) { IsOn = true });

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        // Somebody switched it off by hand, and the driver does not know yet.
        ((LgSimulator)bench.Simulator).Panel.Switch(on: false);
        return Task.Delay(TimeSpan.FromSeconds(15), bench.Time);
    }
}

public sealed class LgOnTcp() : LgConformance(ConnectionKind.Tcp);

public sealed class LgOnSerial() : LgConformance(ConnectionKind.Serial);

public sealed class LgTests
{
    [Theory]
    [InlineData("ka", 1, false, "ka 01 01\r")]
    [InlineData("ka", 1, true, "ka 01 1\r")]
    [InlineData("ka", 0xFF, false, "ka 01 FF\r")]
    [InlineData("kf", 100, false, "kf 01 64\r")]
    [InlineData("xb", 0x90, true, "xb 01 90\r")]
    public void Command_OfEachForm_IsLgs(string command, int data, bool oneDigit, string text) => Assert.Equal(text, Encoding.ASCII.GetString(LgWire.Command(command, 1, data, oneDigit)));

    [Theory]
    [InlineData("a 01 OK01x", true, 1)]
    [InlineData("a 1 OK01x", true, 1)]
    [InlineData("a 01 NG00x", false, 0)]
    [InlineData("a 01 OKx", true, -1)]
    public void Reply_OfEachForm_IsRead(string text, bool accepted, int data) => Assert.Equal(new LgReply(accepted, data), LgWire.Reply(Encoding.ASCII.GetBytes(text), "ka", 1));

    [Theory]
    [InlineData("b 01 OK01x")]
    [InlineData("a 02 OK01x")]
    [InlineData("ka 01 01\r")]
    [InlineData("a 01 01x")]
    public void Reply_ToAnother_IsNone(string text) => Assert.Null(LgWire.Reply(Encoding.ASCII.GetBytes(text), "ka", 1));

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("LG text", [.. new[] { "a 01 OK01x", "\0\rb 1 NG02x", "ka 01 ff\r" }.Select(Encoding.ASCII.GetBytes)], bytes =>
    {
        if (bytes.Length == 0) return;
        var cut = LgWire.Frames(bytes);
        Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
        _ = LgWire.Reply(bytes.AsSpan(cut.Skip, cut.Length), "ka", 1);
    });

    [Fact]
    public async Task Power_InAHurry_IsSwitchedOnce()
    {
        await using var bench = New(time => new LgSimulator(time));
        await Panels.SwitchesOnAndOffAsync(bench, ((LgSimulator)bench.Simulator).Panel);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Switches_OfEachKind_AreSetAndTold(bool dropsZero, bool oneDigit)
    {
        await using var bench = New(time => new LgSimulator(time) { IsOn = true, DropsLeadingZero = dropsZero, WantsOneDigit = oneDigit }, ("oneDigit", oneDigit));
        var panel = ((LgSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("picture_mute", () => panel.Dark));
    }

    [Fact]
    public async Task Command_PanelSwitchedOnByHandMeanwhile_IsDone()
    {
        await using var bench = New(time => new LgSimulator(time));
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Panels.Input("hdmi2"))).Code);
        ((LgSimulator)bench.Simulator).Panel.Switch(on: true);
        await Task.Delay(TimeSpan.FromSeconds(15), bench.Time);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Input("hdmi2")));
        Assert.Equal("on", bench.State("power"));
    }

    [Fact]
    public async Task Unproven_OffUnlessSet()
    {
        await using var bench = New(time => new LgSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Panels.Command("lock", "on"))).Code);
        await using var trying = New(time => new LgSimulator(time) { IsOn = true }, ("unproven", true));
        var panel = ((LgSimulator)trying.Simulator).Panel;
        await Panels.SetsAsync(trying, ("lock", () => panel.Locked));
    }

    [Fact]
    public async Task Volume_UpAndDown_GoesFromWhatItIs()
    {
        await using var bench = New(time => new LgSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        await bench.RunAsync(driver, Panels.Command("volume", "up"));
        Assert.Equal(25.0, bench.State("volume"));
        await bench.RunAsync(driver, Panels.Volume(2));
        await bench.RunAsync(driver, Panels.Command("volume", "down"));
        Assert.Equal(0.0, bench.State("volume"));
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("lg", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
