using Tongtang.DeviceDrivers.AaBbCc;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.AaBbCc;

public abstract class AaBbCcConformance(ConnectionKind kind, bool confirms) : DriverConformance
{
    private protected override Bench NewBench() => new("aabbcc", kind, time => new AaBbCcSimulator(time) { IsOn = true, Confirms = confirms });

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Input("dp");

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((AaBbCcSimulator)bench.Simulator).BrokenInput = "11";
        return Task.CompletedTask;
    }
}

public sealed class AaBbCcOnTcp() : AaBbCcConformance(ConnectionKind.Tcp, confirms: true);

public sealed class AaBbCcOnSerial() : AaBbCcConformance(ConnectionKind.Serial, confirms: false);

public sealed class AaBbCcTests
{
    [Theory]
    [InlineData("AA BB CC 01 00 00 01 DD EE FF", 0x01, 0x00, 0x00)]
    [InlineData("AA BB CC 01 01 00 02 DD EE FF", 0x01, 0x01, 0x00)]
    [InlineData("AA BB CC 01 02 00 03 DD EE FF", 0x01, 0x02, 0x00)]
    [InlineData("AA BB CC 03 00 32 35 DD EE FF", 0x03, 0x00, 0x32)]
    [InlineData("AA BB CC 03 01 00 04 DD EE FF", 0x03, 0x01, 0x00)]
    [InlineData("AA BB CC 03 01 01 05 DD EE FF", 0x03, 0x01, 0x01)]
    [InlineData("AA BB CC 03 02 00 05 DD EE FF", 0x03, 0x02, 0x00)]
    [InlineData("AA BB CC 03 03 00 06 DD EE FF", 0x03, 0x03, 0x00)]
    [InlineData("AA BB CC 02 00 00 02 DD EE FF", 0x02, 0x00, 0x00)]
    [InlineData("AA BB CC 80 00 00 80 DD EE FF", 0x80, 0x00, 0x00)]
    [InlineData("AA BB CC 80 01 00 81 DD EE FF", 0x80, 0x01, 0x00)]
    public void Frame_OfEachKind_HasTheVerifiedBytes(string hex, byte main, byte sub, byte value)
    {
        Assert.Equal(Panels.Bytes(hex), AaBbCcWire.Frame(main, sub, value));
        Assert.Equal((main, sub, value), AaBbCcWire.Read(Panels.Bytes(hex)));
        Assert.Equal(new(0, 10), AaBbCcWire.Frames(Panels.Bytes(hex)));
    }

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("AA BB CC frames", [AaBbCcWire.Frame(0x81, 6, 0), AaBbCcWire.Frame(0x82, 0, 0xAA), [0xAA, 0xAA, 0xBB]], bytes =>
    {
        if (bytes.Length == 0) return;
        var cut = AaBbCcWire.Frames(bytes);
        Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
        _ = AaBbCcWire.Read(bytes.AsSpan(cut.Skip, cut.Length));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Power_InAHurry_IsSwitchedOnce(bool confirms)
    {
        await using var bench = New(time => new AaBbCcSimulator(time) { Confirms = confirms });
        await Panels.SwitchesOnAndOffAsync(bench, ((AaBbCcSimulator)bench.Simulator).Panel);
    }

    [Fact]
    public async Task Power_PanelSilentInStandby_IsStandbyAndCanBeSwitchedOn()
    {
        await using var bench = New(time => new AaBbCcSimulator(time) { SilentInStandby = true }, ("silentStandby", true));
        await using var driver = await bench.StartAsync();
        Assert.Equal("standby", bench.State("power"));
        Assert.Equal(CommandOutcome.Unknown, (await bench.RunAsync(driver, Panels.Command("power", "on"))).Outcome);
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(1, ((AaBbCcSimulator)bench.Simulator).Panel.Switches);
    }

    [Fact]
    public async Task Mute_OnAndOff_IsSetAndTold()
    {
        await using var bench = New(time => new AaBbCcSimulator(time) { IsOn = true });
        var panel = ((AaBbCcSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted));
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("aabbcc", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
