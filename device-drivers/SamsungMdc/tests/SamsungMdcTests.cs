using Tongtang.DeviceDrivers.SamsungMdc;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.SamsungMdc;

public abstract class SamsungMdcConformance(ConnectionKind kind, string pin) : DriverConformance
{
    private protected override Bench NewBench() => new("samsung-mdc", kind, time => new SamsungMdcSimulator(time) { Pin = pin, IsOn = true }, Panels.Settings(("pin", pin)));

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");

    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((SamsungMdcSimulator)bench.Simulator).PlaysContent = true;
        return Task.CompletedTask;
    }
}

public sealed class SamsungMdcOnTcp() : SamsungMdcConformance(ConnectionKind.Tcp, "");

public sealed class SamsungMdcOnSerial() : SamsungMdcConformance(ConnectionKind.Serial, "");

public sealed class SamsungMdcOnTls() : SamsungMdcConformance(ConnectionKind.Tcp, "5821");

public sealed class SamsungMdcTests
{
    [Theory]
    [InlineData("AA 11 01 00 12", MdcWire.Power, null)]
    [InlineData("AA 11 01 01 01 14", MdcWire.Power, 1)]
    [InlineData("AA 11 01 01 00 13", MdcWire.Power, 0)]
    [InlineData("AA 12 01 01 1E 32", MdcWire.Volume, 30)]
    [InlineData("AA 13 01 01 01 16", MdcWire.Mute, 1)]
    [InlineData("AA 14 01 01 21 37", MdcWire.Input, 0x21)]
    [InlineData("AA 00 01 00 01", MdcWire.Status, null)]
    [InlineData("AA 58 01 01 32 8C", MdcWire.Backlight, 50)]
    [InlineData("AA F9 01 01 01 FC", MdcWire.PanelOff, 1)]
    public void Request_OfEachKind_HasTheVerifiedBytes(string hex, byte command, int? value) =>
        Assert.Equal(Panels.Bytes(hex), value is { } set ? MdcWire.Set(command, 1, (byte)set) : MdcWire.Get(command, 1));

    [Theory]
    [InlineData("AA FF 01 03 41 11 01 56", true, 1)]
    [InlineData("AA FF 01 03 4E 11 01 63", false, 1)]
    public void Reply_Verified_IsRead(string hex, bool accepted, byte value)
    {
        Assert.Equal(new(0, 8), MdcWire.Replies(Panels.Bytes(hex)));
        Assert.True(MdcWire.TryRead(Panels.Bytes(hex), out var reply));
        Assert.Equal((MdcWire.Power, accepted, value), (reply.Command, reply.Accepted, reply.Data.Single()));
        Assert.Equal(Panels.Bytes(hex), MdcWire.Reply(MdcWire.Power, 1, accepted, value));
    }

    [Fact]
    public void Replies_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly(
        "MDC frames",
        [Panels.Bytes("AA FF 01 03 41 11 01 56"), Panels.Bytes("AA FF 01 09 41 00 01 14 00 21 10 00 00 90"), MdcWire.TlsGreeting.ToArray(), MdcWire.Reply(MdcWire.Errors, 1, true, 0, 1, 0, 0, 41, 1)],
        bytes =>
        {
            if (bytes.Length == 0) return;
            _ = MdcWire.Requests(bytes);
            var cut = MdcWire.Replies(bytes);
            Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
            if (!MdcWire.TryRead(bytes.AsSpan(cut.Skip, cut.Length), out var reply)) return;
            _ = MdcWire.ErrorWords(reply.Data);
            _ = MdcWire.Text(reply.Data);
        });

    [Fact]
    public async Task Power_InAHurry_IsSwitchedOnce()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time));
        await Panels.SwitchesOnAndOffAsync(bench, ((SamsungMdcSimulator)bench.Simulator).Panel);
    }

    [Fact]
    public async Task Switches_OfEachKind_AreSetAndTold()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time) { IsOn = true });
        var panel = ((SamsungMdcSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("picture_mute", () => panel.Dark), ("lock", () => panel.Locked));
    }

    [Fact]
    public async Task WarmUp_ConnectionLostMeanwhile_NextSessionStillWaits()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time));
        await using (var first = await bench.StartAsync()) await bench.RunAsync(first, Panels.Command("power", "on"));
        await using var second = await bench.StartAsync();
        Assert.Equal("warming", bench.State("power"));
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(second, Panels.Input("hdmi1"))).Code);
        await bench.UntilAsync(second, "power", "on");
    }

    [Fact]
    public async Task Poll_ACommandWaits_AsksForThePowerOnly()
    {
        await using var bench = new Bench("samsung-mdc", ConnectionKind.Serial, time => new SamsungMdcSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        var asked = Asked();
        bench.CommandWaits = true;
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(1, Asked() - asked);

        int Asked() => bench.Trace.Last().Count(piece => piece.Direction == WireDirection.Out);
    }

    [Fact]
    public async Task Poll_DisplayLoads_IsNoFault()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time) { IsOn = true, PlaysContent = true });
        await using var driver = await bench.StartAsync();
        Assert.Equal("on", bench.State("power"));
        Assert.Null(bench.State("volume"));
    }

    [Fact]
    public async Task Input_FedByAComputer_IsTheInputThatWasSet()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        Assert.Equal("hdmi1", bench.State("input"));
        await bench.RunAsync(driver, Panels.Input("hdmi3"));
        Assert.Equal("hdmi3", bench.State("input"));
    }

    [Fact]
    public async Task Inputs_CorrectedBySetting_AreThoseOfTheSetting()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time) { IsOn = true }, ("inputs", "ops=64, whiteboard= hdmi9=31"));
        await using var driver = await bench.StartAsync();
        await bench.RunAsync(driver, Panels.Input("ops"));
        Assert.Equal("64", ((SamsungMdcSimulator)bench.Simulator).Panel.Input);
        Assert.Equal(CommandProblems.ArgumentInvalid, (await bench.RunAsync(driver, Panels.Input("whiteboard"))).Code);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Input("hdmi9")));

        await using var wrong = New(time => new SamsungMdcSimulator(time), ("inputs", "ops=XY"));
        Assert.Contains("\"ops=XY\"", Assert.Throws<DeviceException>(wrong.NewDriver).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WrongPin_IsDenied()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time) { Pin = "1234" }, ("pin", "4321"));
        Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(bench.StartAsync)).Code);
    }

    [Fact]
    public async Task SignIn_PinMissing_IsDenied()
    {
        await using var bench = New(time => new SamsungMdcSimulator(time) { Pin = "1234" });
        Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(bench.StartAsync)).Code);
    }

    [Fact]
    public async Task SignIn_AnotherCertificate_IsRefusedBeforeThePinIsSent()
    {
        await using var right = New(time => new SamsungMdcSimulator(time) { Pin = "1234", IsOn = true }, ("pin", "1234"), ("fingerprint", new string('0', 64)));
        Assert.Equal(DeviceProblems.Unexpected, (await Assert.ThrowsAsync<DeviceException>(right.StartAsync)).Code);
        Assert.DoesNotContain(right.Trace.Last(), piece => piece.Hidden);
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("samsung-mdc", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
