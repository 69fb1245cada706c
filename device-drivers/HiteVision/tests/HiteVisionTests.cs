using Tongtang.DeviceDrivers.HiteVision;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.HiteVision;

public abstract class HiteVisionConformance(ConnectionKind kind, string model) : DriverConformance
{
    private protected override Bench NewBench() => new("hitevision", kind, time => new HiteVisionSimulator(time) { Model = model, IsOn = true }, Panels.Settings(("model", model), ("silentStandby", false)));

    protected override DeviceCommand Command => Panels.Input("hdmi2");

    protected override (string Property, DeviceValue Value) Effect => ("input", "hdmi2");
}

public sealed class HiteVisionOnTcp() : HiteVisionConformance(ConnectionKind.Tcp, "hitevision");

public sealed class HiteVisionOnSerial() : HiteVisionConformance(ConnectionKind.Serial, "hitevision-b");

public sealed class NewlineOnSerial() : HiteVisionConformance(ConnectionKind.Serial, "newline");

public sealed class HiteVisionTests
{
    [Theory]
    [InlineData("7F 08 99 A2 B3 C4 02 FF 01 00 CF", 0x01, 0x00)]
    [InlineData("7F 08 99 A2 B3 C4 02 FF 01 01 CF", 0x01, 0x01)]
    [InlineData("7F 08 99 A2 B3 C4 02 FF 05 1E CF", 0x05, 0x1E)]
    public void Request_OfEachKind_HasThePublishedBytes(string hex, byte group, byte code)
    {
        Assert.Equal(Panels.Bytes(hex), HiteVisionWire.Request(group, code));
        Assert.Equal(new(0, 11), HiteVisionWire.Requests(Panels.Bytes(hex)));
    }

    [Theory]
    [InlineData("7F 09 99 A2 B3 C4 02 FF 01 00 01 CF")]
    [InlineData("7E 09 99 A2 B3 C4 02 FF 01 00 01 CF")]
    [InlineData("7F 08 99 A2 B3 C4 02 FF 01 00 01 CF")]
    public void Reply_WithWhateverHeadAndLength_IsRead(string hex)
    {
        Assert.Equal(new(0, 12), HiteVisionWire.Replies(Panels.Bytes(hex)));
        Assert.Equal((byte)1, HiteVisionWire.Value(Panels.Bytes(hex), 0x01, 0x00));
        Assert.Null(HiteVisionWire.Value(Panels.Bytes(hex), 0x01, 0x01));
    }

    [Fact]
    public void Replies_OfAnEchoAndAReply_AreTheReply()
    {
        byte[] both = [.. HiteVisionWire.Request(1, 0x0A), .. HiteVisionWire.Reply(1, 0x0A, 1)];
        var at = 0;
        while (HiteVisionWire.Replies(both.AsSpan(at)) is { Length: 0 } cut) at += cut.Skip;
        Assert.Equal(11, at + HiteVisionWire.Replies(both.AsSpan(at)).Skip);
    }

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("7F CF frames", [HiteVisionWire.Request(1, 0), HiteVisionWire.Reply(1, 0x32, 0x17), HiteVisionWire.Reply(5, 0xCF, 0xCF)], bytes =>
    {
        if (bytes.Length == 0) return;
        foreach (var cut in new[] { HiteVisionWire.Replies(bytes), HiteVisionWire.Requests(bytes) })
        {
            Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
            _ = HiteVisionWire.Value(bytes.AsSpan(cut.Skip, cut.Length), 1, 0x32);
            _ = HiteVisionWire.ReadRequest(bytes.AsSpan(cut.Skip, cut.Length));
        }
    });

    [Theory]
    [InlineData("hitevision")]
    [InlineData("newline")]
    public async Task Power_InAHurry_IsSwitchedOnce(string model)
    {
        await using var bench = New(time => new HiteVisionSimulator(time) { Model = model }, ("model", model));
        await Panels.SwitchesOnAndOffAsync(bench, ((HiteVisionSimulator)bench.Simulator).Panel);
    }

    [Fact]
    public async Task MuteKey_AskedTwiceForTheSame_IsPressedOnce()
    {
        await using var bench = New(time => new HiteVisionSimulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        for (var i = 0; i < 2; i++) Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("mute", "on")));
        Assert.Equal(true, bench.State("mute"));
        Assert.Equal(1, ((HiteVisionSimulator)bench.Simulator).MuteKeys);
        await bench.RunAsync(driver, Panels.Command("mute", "off"));
        Assert.Equal((false, 20.0), (bench.State("mute"), bench.State("volume")));
    }

    [Fact]
    public async Task Switches_OfNewline_AreSetAndTold()
    {
        await using var bench = New(time => new HiteVisionSimulator(time) { Model = "newline", IsOn = true }, ("model", "newline"));
        var panel = ((HiteVisionSimulator)bench.Simulator).Panel;
        await Panels.SetsAsync(bench, ("mute", () => panel.Muted), ("freeze", () => panel.Frozen), ("lock", () => panel.Locked), ("picture_mute", () => panel.Dark));
    }

    [Fact]
    public async Task Volume_OfTheOtherTable_GoesByStepsOnly()
    {
        await using var bench = New(time => new HiteVisionSimulator(time) { Model = "hitevision-b", IsOn = true }, ("model", "hitevision-b"));
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Panels.Volume(30))).Code);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("volume", "up")));
        Assert.Equal(21.0, bench.State("volume"));
    }

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) => new("hitevision", ConnectionKind.Tcp, simulator, Panels.Settings(settings));
}
