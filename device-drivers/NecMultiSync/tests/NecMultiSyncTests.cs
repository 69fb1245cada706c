using Tongtang.DeviceDrivers.NecMultiSync;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.NecMultiSync;

public abstract class NecMultiSyncConformance(ConnectionKind kind) : DriverConformance
{
    private protected override Bench NewBench() => new("nec-multisync", kind, time => new NecMultiSyncSimulator(time) { IsOn = true });

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((NecMultiSyncSimulator)bench.Simulator).Panel.Switch(on: false);
        return Task.Delay(TimeSpan.FromSeconds(15), bench.Time);
    }
}

public sealed class NecMultiSyncOnTcp() : NecMultiSyncConformance(ConnectionKind.Tcp);

public sealed class NecMultiSyncOnSerial() : NecMultiSyncConformance(ConnectionKind.Serial);

public sealed class NecMultiSyncTests
{
    [Theory]
    [InlineData("01 30 41 30 41 30 43 02 43 32 30 33 44 36 30 30 30 31 03 73 0D", NecWire.Command, "C203D60001")]
    [InlineData("01 30 41 30 41 30 43 02 43 32 30 33 44 36 30 30 30 34 03 76 0D", NecWire.Command, "C203D60004")]
    [InlineData("01 30 41 30 41 30 36 02 30 31 44 36 03 74 0D", NecWire.Command, "01D6")]
    [InlineData("01 30 41 30 45 30 41 02 30 30 36 30 30 30 31 31 03 72 0D", NecWire.Set, "00600011")]
    [InlineData("01 30 41 30 45 30 41 02 30 30 36 32 30 30 31 45 03 04 0D", NecWire.Set, "0062001E")]
    [InlineData("01 30 41 30 45 30 41 02 30 30 38 44 30 30 30 31 03 09 0D", NecWire.Set, "008D0001")]
    [InlineData("01 30 41 30 43 30 36 02 30 30 36 32 03 01 0D", NecWire.Get, "0062")]
    public void Question_OfEachKind_HasTheVerifiedBytes(string hex, char type, string text) => Assert.Equal(Panels.Bytes(hex), NecWire.ToDisplay(1, type, text));

    [Fact]
    public void Power_VerifiedAnswer_IsOn()
    {
        var answer = Panels.Bytes("01 30 30 41 42 31 32 02 30 32 30 30 44 36 30 30 30 30 30 34 30 30 30 31 03 74 0D");
        Assert.Equal(new(0, answer.Length), NecWire.Frames(answer));
        Assert.Equal(1, NecWire.Power(NecWire.Read(answer)!.Text));
    }

    [Theory]
    [InlineData("A100", "")]
    [InlineData("A1B0", "")]
    [InlineData("A1818278", "fan:error power_supply:error")]
    [InlineData("A1A1", "temperature:warning")]
    [InlineData("BE", null)]
    public void Faults_OfADiagnosis_AreWords(string text, string? words) => Assert.Equal(words, NecWire.Faults(text));

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly(
        "NEC frames",
        [NecWire.FromDisplay(1, NecWire.GetReply, "0000620000640014"), NecWire.FromDisplay(1, NecWire.CommandReply, "0200D60000040001"), NecWire.FromDisplay(1, NecWire.CommandReply, "A181")],
        bytes =>
        {
            if (bytes.Length == 0) return;
            var cut = NecWire.Frames(bytes);
            Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
            if (NecWire.Read(bytes) is not { } message) return;
            _ = NecWire.Parameter(message.Text);
            _ = NecWire.Power(message.Text);
            _ = NecWire.Faults(message.Text);
        });

    [Fact]
    public async Task Power_InAHurry_IsSwitchedOnce()
    {
        await using var bench = New(time => new NecMultiSyncSimulator(time));
        await Panels.SwitchesOnAndOffAsync(bench, ((NecMultiSyncSimulator)bench.Simulator).Panel, off: "off");
    }

    [Fact]
    public async Task Questions_ManyInARow_KeepTheirGap()
    {
        await using var bench = New(time => new NecMultiSyncSimulator(time) { IsOn = true, Faults = "81" });
        await using var driver = await bench.StartAsync();
        await Task.WhenAll(bench.RunAsync(driver, Panels.Volume(40)), bench.RunAsync(driver, Panels.Input("dp")), driver.PollAsync(CancellationToken.None));
        Assert.Equal(0, ((NecMultiSyncSimulator)bench.Simulator).Lost);
        Assert.Equal("fan:error", bench.State("errors"));
    }

    [Fact]
    public async Task Switches_OfEachKind_AreSetAndTold()
    {
        await using var bench = New(time => new NecMultiSyncSimulator(time) { IsOn = true, InputOp = "1106" }, ("unproven", true), ("inputOp", "1106"));
        var panel = ((NecMultiSyncSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("picture_mute", () => panel.Dark));
        Assert.Equal("hdmi1", bench.State("input"));
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("nec-multisync", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
