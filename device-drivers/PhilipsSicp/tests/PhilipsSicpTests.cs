using Tongtang.DeviceDrivers.PhilipsSicp;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.PhilipsSicp;

public abstract class PhilipsSicpConformance(ConnectionKind kind) : DriverConformance
{
    private protected override Bench NewBench() => new("philips-sicp", kind, time => new PhilipsSicpSimulator(time) { IsOn = true, LacksBacklight = true });

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Command("picture_mute", "on");
}

public sealed class PhilipsSicpOnTcp() : PhilipsSicpConformance(ConnectionKind.Tcp);

public sealed class PhilipsSicpOnSerial() : PhilipsSicpConformance(ConnectionKind.Serial);

public sealed class PhilipsSicpTests
{
    [Theory]
    [InlineData("06 01 00 18 02 1D", SicpWire.SetPower, "02")]
    [InlineData("06 01 00 18 01 1E", SicpWire.SetPower, "01")]
    [InlineData("05 01 00 19 1D", SicpWire.GetPower, "")]
    [InlineData("05 01 00 AD A9", SicpWire.GetInput, "")]
    [InlineData("07 01 00 44 1E 1E 42", SicpWire.SetVolume, "1E 1E")]
    [InlineData("06 01 00 47 01 41", SicpWire.SetMute, "01")]
    public void Frame_OfEachKind_HasTheVerifiedBytes(string hex, byte command, string values) => Assert.Equal(Panels.Bytes(hex), SicpWire.Frame(1, group: true, command, Panels.Bytes(values)));

    [Fact]
    public void Input_Hdmi1_HasTheVerifiedBytes() => Assert.Equal(Panels.Bytes("09 01 00 AC 0D 09 01 00 A1"), SicpWire.Input(1, group: true, 0x0D));

    [Fact]
    public void Frames_AfterNoiseThatLooksLikeALongOne_AreFound() =>
        Assert.Equal(new(3, 6), SicpWire.Frames(1, group: true)([0x20, 0x01, 0x00, .. Panels.Bytes("06 01 00 19 02 1C")]));

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("SICP frames", [Panels.Bytes("06 01 00 18 02 1D"), Panels.Bytes("09 01 00 AC 0D 09 01 00 A1"), Panels.Bytes("05 01 00 06 02")], bytes =>
    {
        if (bytes.Length == 0) return;
        foreach (var group in new[] { true, false })
        {
            var cut = SicpWire.Frames(1, group)(bytes.AsSpan(0, Math.Min(bytes.Length, 2048)));
            Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
            _ = SicpWire.Read(bytes.AsSpan(cut.Skip, cut.Length), group);
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Power_InAHurry_IsSwitchedOnce(bool group)
    {
        await using var bench = New(time => new PhilipsSicpSimulator(time) { HasGroup = group }, ("groupByte", group));
        await Panels.SwitchesOnAndOffAsync(bench, ((PhilipsSicpSimulator)bench.Simulator).Panel);
    }

    [Fact]
    public async Task Switches_OfEachKind_AreSetAndTold()
    {
        await using var bench = New(time => new PhilipsSicpSimulator(time) { IsOn = true });
        var panel = ((PhilipsSicpSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("picture_mute", () => panel.Dark), ("lock", () => panel.Locked));
    }

    [Fact]
    public async Task Poll_DisplayLacksSomething_TheRestIsKnown()
    {
        await using var bench = New(time => new PhilipsSicpSimulator(time) { IsOn = true, LacksBacklight = true });
        await using var driver = await bench.StartAsync();
        Assert.Null(bench.State("picture_mute"));
        Assert.Equal(false, bench.State("lock"));
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Panels.Command("picture_mute", "on"))).Code);
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("philips-sicp", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
