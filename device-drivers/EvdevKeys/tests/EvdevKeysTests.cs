using Tongtang.DeviceDrivers.EvdevKeys;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport.Keys;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.EvdevKeys;

public sealed class EvdevKeysConformance : DriverConformance
{
    private protected override Bench NewBench() => EvdevKeysTests.New("f1=start");

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    private protected override Task TouchAsync(Bench bench) => ((EvdevKeysSimulator)bench.Simulator).PressAsync("f1");
}

public sealed class EvdevKeysTests
{
    [Fact]
    public async Task Keys_WithNames_AreToldByThem()
    {
        await using var bench = New("f1=start kp_enter=stop");
        await using var driver = await bench.StartAsync();
        var keyboard = (EvdevKeysSimulator)bench.Simulator;
        foreach (var key in new[] { "f1", "a", "kp_enter" }) await keyboard.PressAsync(key);
        await Heard.CountAsync<KeyNews>(bench, 4);
        Assert.Equal([new KeyNews("start", true), new("start", false), new("stop", true), new("stop", false)], bench.News.OfType<KeyNews>());
    }

    [Fact]
    public async Task Keys_WithoutNames_AreToldByTheirOwn()
    {
        await using var bench = New("");
        await using var driver = await bench.StartAsync();
        await ((EvdevKeysSimulator)bench.Simulator).PressAsync("kp_7");
        await Heard.CountAsync<KeyNews>(bench, 2);
        Assert.Equal("kp_7", bench.News.OfType<KeyNews>().First().Key);
    }

    [Theory]
    [InlineData("nokey=start", "no key \"nokey\"")]
    [InlineData("f1", "\"f1\"; allowed")]
    [InlineData("f1=a f1=b", "twice")]
    public async Task Start_WithImpossibleNames_SaysWhich(string keys, string named)
    {
        await using var bench = New(keys);
        Assert.Contains(named, (await Assert.ThrowsAsync<DeviceException>(bench.StartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_OfTheKernel_IsReadAsItStands()
    {
        // As evtest shows the enter key going down: 2024-01-02 03:04:05.000006, type 1, code 28, value 1.
        var frame = Convert.FromHexString("857D93650000000006000000000000000100 1C00 01000000".Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(new InputEvent(1, 28, 1), InputEvent.Read(frame));
        Assert.Equal("enter", KeyNames.Of(28));
        Assert.Equal([59, 68, 87, 88, 183, 194], new[] { "f1", "f10", "f11", "f12", "f13", "f24" }.Select(name => KeyNames.Code(name)!.Value));
        Assert.Equal([71, 82, 2, 11, 50], new[] { "kp_7", "kp_0", "1", "0", "m" }.Select(name => KeyNames.Code(name)!.Value));
    }

    [Fact]
    public void Frames_GivenAnyBytes_NeverFall() => Fuzz.RunBriefly("input events", [new InputEvent(1, 28, 1).Write(DateTimeOffset.UnixEpoch)], bytes =>
        Cutting.All(InputEvent.Frames, bytes, frame => _ = KeyNames.Character(InputEvent.Read(frame).Code)));

    internal static Bench New(string keys) => new("evdev-keys", ConnectionKind.Keys, time => new EvdevKeysSimulator(time), new Dictionary<string, DeviceValue> { ["keys"] = keys });
}
