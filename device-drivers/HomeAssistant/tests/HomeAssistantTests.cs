using Tongtang.DeviceDrivers.HomeAssistant;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.Harness;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

public sealed class HomeAssistantTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task EspHome_EveryComponent_IsDescribedToldAndCommanded()
    {
        await using var broker = await Mosquitto.StartAsync();
        var device = new HomeAssistantSimulator(TimeProvider.System);
        await using var plug = await PlugInAsync(broker, device);
        await using var bench = NewBench(broker, device);
        await using var driver = await bench.StartAsync();
        Assert.Equal(["fan", "interval", "lamp", "mode", "reading", "restart", "state"], bench.Capabilities.Select(capability => capability.Id).Order());
        foreach (var (property, value) in new (string, DeviceValue)[] { ("co2_ppm", 650), ("temperature_celsius", 22.5), ("occupancy", 0), ("fan", false), ("mode", "auto_mode"), ("interval", 60) }) await bench.UntilAsync(driver, property, value);
        await device.SenseAsync("co2", "1450", CancellationToken.None);
        await bench.UntilAsync(driver, "co2_ppm", 1450);

        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("lamp", "on")));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("mode", "set", ("value", "manual"))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("interval", "set", ("value", 120))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("restart", "press")));
        Assert.Equal(("manual", 120.0, true), (bench.State("mode").ToString(), bench.State("interval") is { } interval && interval.TryNumber(out var seconds) ? seconds : 0, bench.State("lamp") == true));
        for (var i = 0; i < 100 && device.Pressed == 0; i++) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.Equal(1, device.Pressed);
        Assert.Equal(CommandProblems.ArgumentInvalid, (await bench.RunAsync(driver, Panels.Command("interval", "set", ("value", 500)))).Code);
    }

    [Fact]
    public async Task Zigbee2Mqtt_JsonAndTemplates_AreUnderstoodAndTheRestIsNoted()
    {
        await using var broker = await Mosquitto.StartAsync();
        var device = new HomeAssistantSimulator(TimeProvider.System) { IsZigbee = true };
        await using var plug = await PlugInAsync(broker, device);
        await using var bench = NewBench(broker, device);
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("switch", "on")));
        await bench.UntilAsync(driver, "power_watts", 41.2);
        Assert.Contains("last_seen: template is not understood", bench.State("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_Unplugged_EndsTheSessionAndComesBack()
    {
        await using var broker = await Mosquitto.StartAsync();
        var device = new HomeAssistantSimulator(TimeProvider.System);
        var plug = await PlugInAsync(broker, device);
        await using var bench = NewBench(broker, device);
        await using var driver = await bench.StartAsync();
        await plug.DisposeAsync();
        Assert.Equal(DeviceProblems.Unreachable, (await Assert.ThrowsAsync<DeviceException>(() => driver.Ended.WaitAsync(s_limit))).Code);
        await using var early = bench.NewDriver();
        Assert.Equal(DeviceProblems.Unreachable, (await Assert.ThrowsAsync<DeviceException>(() => early.StartAsync(CancellationToken.None))).Code);
        await using var again = await PlugInAsync(broker, new HomeAssistantSimulator(TimeProvider.System));
        await using var second = await bench.StartAsync();
    }

    [Fact]
    public async Task Device_ThatNeverSpeaks_IsPolledAndCommandedAtOnce()
    {
        await using var broker = await Mosquitto.StartAsync();
        await broker.PublishAsync("homeassistant/button/bell/config", """{ "cmd_t": "bell/press", "uniq_id": "bell-1", "name": "ring", "dev": { "ids": "bell" } }""", "-r", "-q", "1");
        await using var bench = new Bench("home-assistant", ConnectionKind.Mqtt, _ => new BrokerLine(broker.Port), topic: "bell");
        await using var driver = await bench.StartAsync();
        Assert.True(driver.PollAsync(CancellationToken.None).IsCompletedSuccessfully);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("bell", "press")));
    }

    [Fact]
    public async Task Device_Unknown_IsSaidInTime()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var bench = new Bench("home-assistant", ConnectionKind.Mqtt, _ => new BrokerLine(broker.Port), topic: "nobody");
        await using var driver = bench.NewDriver();
        Assert.Contains("nobody", (await Assert.ThrowsAsync<NoAnswerException>(() => driver.StartAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finder_DevicesAtTheBroker_AreOffered()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var airbox = await PlugInAsync(broker, new HomeAssistantSimulator(TimeProvider.System));
        await using var outlet = await PlugInAsync(broker, new HomeAssistantSimulator(TimeProvider.System) { IsZigbee = true });
        await broker.PublishAsync("homeassistant/sensor/broken/config", "{\"dev\":", "-r", "-q", "1");
        await using var connections = new Connections(TimeProvider.System);
        connections.Mqtt.Find = _ => Task.FromResult(new MqttBroker { Host = "127.0.0.1", Port = broker.Port });
        var found = new Collected();
        await new HomeAssistantFinder().FindAsync(new FinderContext { Time = TimeProvider.System, Connections = connections, Patience = TimeSpan.FromSeconds(1) }, found, CancellationToken.None);
        Assert.Equal(["a1b2c3d4e5f6 airbox", "zigbee2mqtt_0xa4c1380000000001 plug"], found.Devices.Select(device => $"{device.Connection.Path} {device.Name}").Distinct().Order());
    }

    private static Bench NewBench(Mosquitto broker, HomeAssistantSimulator device) => new("home-assistant", ConnectionKind.Mqtt, _ => new BrokerLine(broker.Port), topic: device.Id);

    private static Task<PluggedIn> PlugInAsync(Mosquitto broker, HomeAssistantSimulator device) => PluggedIn.StartAsync(device, broker.Port, device.Announced);
}
