using System.Text;
using Tongtang.DeviceDrivers.Maxhub;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Maxhub;

public abstract class MaxhubConformance(ConnectionKind kind) : DriverConformance
{
    private protected override Bench NewBench() => new("maxhub", kind, time => new MaxhubSimulator(time) { IsOn = true, ByNetwork = kind == ConnectionKind.Tcp });

    protected override DeviceCommand Command => Panels.Input("ops");

    protected override (string Property, DeviceValue Value) Effect => ("input", "ops");
}

public sealed class MaxhubOnTcp() : MaxhubConformance(ConnectionKind.Tcp);

public sealed class MaxhubOnSerial() : MaxhubConformance(ConnectionKind.Serial)
{
    protected override DeviceCommand? Refused => Panels.Volume(30);

    private protected override Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        ((MaxhubSimulator)bench.Simulator).Panel.Switch(on: false);
        return Task.Delay(TimeSpan.FromSeconds(15), bench.Time);
    }
}

public sealed class MaxhubTests
{
    [Theory]
    [InlineData("3A 30 31 53 30 30 30 33 0D", MaxhubWire.PowerOn)]
    [InlineData("3A 30 31 53 30 30 30 32 0D", MaxhubWire.PowerOff)]
    public void Power_Set_HasTheSheetsBytes(string hex, string value) => Assert.Equal(Panels.Bytes(hex), MaxhubWire.Set(MaxhubWire.Power, value));

    [Fact]
    public void Power_Asked_HasTheSheetsBytes() => Assert.Equal(Panels.Bytes("3A 30 31 47 30 30 30 30 0D"), MaxhubWire.Get(MaxhubWire.Power));

    [Theory]
    [InlineData("34 30 31 2B", true)]
    [InlineData("34 30 31 2D", false)]
    public void Acknowledgement_OfTheSheet_IsRead(string hex, bool accepted) => Assert.Equal(accepted, CodedLines.Acknowledged(Panels.Bytes(hex), MaxhubWire.Id));

    [Fact]
    public void Value_OfAReply_IsReadAndAnEchoIsNot()
    {
        Assert.Equal("030", MaxhubWire.Value(MaxhubWire.Reply(MaxhubWire.Volume, "030").AsSpan(0, 8), MaxhubWire.Volume));
        Assert.Null(MaxhubWire.Value(MaxhubWire.Get(MaxhubWire.Volume).AsSpan(0, 8), MaxhubWire.Volume));
    }

    [Fact]
    public void Lines_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("MAXHUB lines", [MaxhubWire.Reply('8', "030"), Encoding.ASCII.GetBytes("401+\r")], bytes => _ = MaxhubWire.Value(bytes, MaxhubWire.Volume));

    [Fact]
    public async Task PowerOn_BySerialLine_ClaimsNothingAndShows()
    {
        await using var bench = New(ConnectionKind.Serial, time => new MaxhubSimulator(time));
        await using var driver = await bench.StartAsync();
        Assert.Equal("standby", bench.State("power"));
        Assert.Equal(CommandOutcome.Unknown, (await bench.RunAsync(driver, Panels.Command("power", "on"))).Outcome);
        Assert.Equal("warming", bench.State("power"));
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("power", "off")));
        await bench.UntilAsync(driver, "power", "standby");
        Assert.Equal(2, ((MaxhubSimulator)bench.Simulator).Panel.Switches);
    }

    [Fact]
    public async Task PowerOn_ByNetwork_IsNotOffered()
    {
        await using var bench = New(ConnectionKind.Tcp, time => new MaxhubSimulator(time) { IsOn = true, ByNetwork = true });
        await using var driver = await bench.StartAsync();
        Assert.Equal("on", bench.State("power"));
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Panels.Command("power", "off"))).Code);
    }

    [Fact]
    public async Task Switches_OfEachKind_AreSetAndTold()
    {
        await using var bench = New(ConnectionKind.Serial, time => new MaxhubSimulator(time) { IsOn = true });
        var panel = ((MaxhubSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("picture_mute", () => panel.Dark), ("lock", () => panel.Locked));
    }

    private static Bench New(ConnectionKind kind, Func<TimeProvider, ISimulator> simulator) => new("maxhub", kind, simulator);
}
