using Tongtang.DeviceDrivers.KeyPanelModbus;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Tests.PjLink;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.KeyPanelModbus;

public sealed class KeyPanelModbusConformance : DriverConformance
{
    private protected override Bench NewBench() => KeyPanelModbusTests.New("inputs-8.json");

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    private protected override Task TouchAsync(Bench bench)
    {
        var panel = (KeyPanelModbusSimulator)bench.Simulator;
        panel.Hold(0, !panel.Memory.Bit(2, 0));
        return Task.CompletedTask;
    }
}

public sealed class KeyPanelModbusTests
{
    [Fact]
    public async Task Keys_OfBits_AreToldAndLightsBurn()
    {
        await using var bench = New("inputs-8.json");
        var panel = (KeyPanelModbusSimulator)bench.Simulator;
        panel.Hold(5, down: true);
        await using var driver = await bench.StartAsync();
        Assert.DoesNotContain(bench.News, news => news is KeyNews);
        panel.Hold(2, down: true);
        await driver.PollAsync(CancellationToken.None);
        panel.Hold(2, down: false);
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal([new KeyNews("key3", true), new("key3", false)], bench.News.OfType<KeyNews>());
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, PjLinkTests.Command("key", "led", ("key", "key3"), ("on", true))));
        Assert.True(panel.Memory.Bit(1, 2));
    }

    [Fact]
    public async Task Keys_OfACode_AreToldOnceAndCleared()
    {
        await using var bench = New("register-code.json");
        await using var driver = await bench.StartAsync();
        var panel = (KeyPanelModbusSimulator)bench.Simulator;
        panel.Hold(3, down: true);
        await driver.PollAsync(CancellationToken.None);
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal([new KeyNews("key4", true), new("key4", false)], bench.News.OfType<KeyNews>());
        Assert.Equal(0, panel.Memory.Register(3, 0));
    }

    [Fact]
    public void Files_OfTheFolder_AreGood_AndDamagedOnesRefused()
    {
        var files = DriverFiles.Names(typeof(KeyPanelModbusDriver), "").Select(name => DriverFiles.Read(typeof(KeyPanelModbusDriver), "", name)).ToList();
        foreach (var file in files) _ = KeyMap.Parse("x", file).Count;
        Fuzz.RunBriefly("key maps", files, bytes => _ = KeyMap.Parse("x", bytes).Count, typeof(DeviceException));
    }

    internal static Bench New(string map) => new("key-panel-modbus", ConnectionKind.Serial, time => new KeyPanelModbusSimulator(time), new Dictionary<string, DeviceValue> { ["map"] = map });
}
