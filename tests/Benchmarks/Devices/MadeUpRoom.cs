using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.HomeAssistant;
using Tongtang.DeviceDrivers.KeyPanel;
using Tongtang.DeviceDrivers.ModbusMap;
using Tongtang.DeviceDrivers.PjLink;
using Tongtang.DeviceDrivers.SamsungMdc;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.DeviceDrivers.Visca;
using Tongtang.EdgeAgent.Broker;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Rules;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Devices;

/// <summary>
/// A projector and a camera on TCP, a panel, relays and keys on pseudo terminals, a sensor box at the box's own broker: all made
/// up by this process and warm, so that the box's figures are its own.
/// </summary>
internal sealed class MadeUpRoom : IAsyncDisposable
{
    public const string Scene = "begin";

    private readonly TemporaryFolder _folder = new();
    private readonly List<SimulatorHost> _hosts = [];
    private readonly List<DeviceOptions> _devices = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly int _brokerPort = Programs.FreePort();
    private Task _airbox = Task.CompletedTask;

    private MadeUpRoom()
    {
        Add("projector", "pjlink", new PjLinkSimulator(TimeProvider.System) { IsOn = true }, ConnectionKind.Tcp);
        Add("camera", "visca", new ViscaSimulator(TimeProvider.System) { Camera = new(TimeProvider.System) { IsOn = true } }, ConnectionKind.Tcp);
        Add("board", "samsung-mdc", new SamsungMdcSimulator(TimeProvider.System) { IsOn = true }, ConnectionKind.Serial);
        Add("relays", "modbus-map", new ModbusMapSimulator(TimeProvider.System) { MapFile = "relays-4.json" }, ConnectionKind.Serial, new Dictionary<string, DeviceValue> { ["map"] = "relays-4.json" });
        Add("keys", "key-panel", Keys, ConnectionKind.Serial);
        _devices.Add(new DeviceOptions { Id = "airbox", Name = "airbox", Driver = "home-assistant", Connection = new DeviceConnection { Kind = ConnectionKind.Mqtt, Path = "a1b2c3d4e5f6" } });
        var equipment = new Equipment { Devices = _devices, Scenes = [Begin], Rules = [new RuleOptions { Id = "record", Names = new Words { Zh = "录制", En = "Record" }, When = new RuleCondition { Device = "keys", Key = "record" }, Then = [new SceneStep { Recording = RecordingStep.Start }] }] };
        File.WriteAllText(_folder["equipment.json"], JsonSerializer.Serialize(equipment, EquipmentStore.Json));
    }

    public KeyPanelSimulator Keys { get; } = new(TimeProvider.System);

    /// <summary>For the box; beside its sources.</summary>
    public object Settings => new { Devices = new { InitialFile = _folder["equipment.json"] }, Broker = new { Port = _brokerPort } };

    /// <summary>As the demonstration's 上课, over six devices, none of which has to be waited for.</summary>
    private static SceneOptions Begin { get; } = new()
    {
        Id = Scene,
        Names = new Words { Zh = "上课", En = "Begin class" },
        Steps =
        [
            new SceneStep
            {
                Parallel =
                [
                    Step("projector", "power", "on"),
                    Step("board", "power", "on"),
                    Step("camera", "ptz", "home"),
                    Step("relays", "relay", "on", ("channel", 1)),
                    Step("keys", "key", "led", ("key", "start"), ("on", true)),
                    Step("airbox", "fan", "on"),
                ],
            },
            Step("projector", "input", "set", ("input", "31")),
        ],
    };

    /// <summary>Starts the box in it and waits until it knows every device.</summary>
    /// <param name="start">Starts a box with these settings.</param>
    public static async Task<(MadeUpRoom Room, Box Box)> StartAsync(Func<object, Task<Box>> start)
    {
        var room = new MadeUpRoom();
        var box = await start(room.Settings);
        room._airbox = room.SpeakAsync(Path.Combine(box.DataFolder, "broker", "users.json"));
        await Eventually.TrueAsync(
            async () => JsonSerializer.Deserialize<List<JsonElement>>(await box.Http.GetStringAsync(new Uri("/api/v1/devices", UriKind.Relative)))!.Count(device => device.GetProperty("state").GetString() == "online") == room._devices.Count,
            TimeSpan.FromSeconds(30),
            () => "not every device is online\n" + box.Log);
        return (room, box);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _airbox.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var host in _hosts) await host.DisposeAsync();
        _ending.Dispose();
        _folder.Dispose();
    }

    private static SceneStep Step(string device, string capability, string action, params (string Name, DeviceValue Value)[] arguments) =>
        new() { Device = device, Capability = capability, Action = action, Arguments = arguments.ToDictionary(argument => argument.Name, argument => argument.Value) };

    private void Add(string id, string driver, ISimulator simulator, ConnectionKind kind, IReadOnlyDictionary<string, DeviceValue>? settings = null)
    {
        var host = SimulatorHost.Start(simulator, kind);
        _hosts.Add(host);
        _devices.Add(new DeviceOptions { Id = id, Name = id, Driver = driver, Connection = host.Connection, Settings = settings ?? new Dictionary<string, DeviceValue>() });
    }

    private async Task SpeakAsync(string users)
    {
        var airbox = new HomeAssistantSimulator(TimeProvider.System);
        while (true)
        {
            try
            {
                var password = BrokerAccounts.Read(users).Single(account => account.User == BrokerAccounts.Device).Password;
                await airbox.RunAsync(new MqttBroker { Host = "127.0.0.1", Port = _brokerPort, User = BrokerAccounts.Device, Password = password }, _ending.Token);
            }
            catch (Exception error) when (error is DeviceException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _ending.Token);
            }
        }
    }
}
