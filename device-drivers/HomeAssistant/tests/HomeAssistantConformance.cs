using Tongtang.DeviceDrivers.HomeAssistant;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

public sealed class EspHomeConformance() : HomeAssistantConformance(isZigbee: false);

public sealed class Zigbee2MqttConformance() : HomeAssistantConformance(isZigbee: true);

/// <summary>The driver and the simulated device at a real Mosquitto; the faults are on the line from the driver to it.</summary>
public abstract class HomeAssistantConformance(bool isZigbee) : DriverConformance, IAsyncLifetime
{
    private Mosquitto? _broker;
    private PluggedIn? _device;
    private HomeAssistantSimulator? _simulator;

    protected override DeviceCommand Command => Panels.Command(isZigbee ? "switch" : "fan", "on");

    protected override (string Property, DeviceValue Value) Effect => (isZigbee ? "switch" : "fan", true);

    public async Task InitializeAsync()
    {
        _broker = await Mosquitto.StartAsync();
        _simulator = new HomeAssistantSimulator(TimeProvider.System) { IsZigbee = isZigbee };
        _device = await PluggedIn.StartAsync(_simulator, _broker.Port, _simulator.Announced);
    }

    public async Task DisposeAsync()
    {
        await _device!.DisposeAsync();
        await _broker!.DisposeAsync();
    }

    private protected override Bench NewBench() => new("home-assistant", ConnectionKind.Mqtt, _ => new BrokerLine(_broker!.Port), topic: _simulator!.Id);
}
