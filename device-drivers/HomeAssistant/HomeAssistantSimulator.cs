using System.Text.Json.Nodes;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>
/// A classroom's air box as ESPHome makes it (a topic for each entity, plain payloads, short words), or a smart plug as
/// Zigbee2MQTT shows it (one JSON topic, templates, two topics of availability, whole words).
/// </summary>
[Simulator("home-assistant")]
internal sealed class HomeAssistantSimulator(TimeProvider time) : IMqttSimulator
{
    private readonly Dictionary<string, string> _values = new() { ["co2"] = "650", ["temperature"] = "22.5", ["motion"] = "OFF", ["fan"] = "OFF", ["lamp"] = "OFF", ["mode"] = "Auto Mode", ["interval"] = "60" };
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttLink? _link;

    /// <summary>It has said all that it has to say for now.</summary>
    public Task Announced => _announced.Task;

    /// <summary>As Zigbee2MQTT, not as ESPHome.</summary>
    public bool IsZigbee { get; init; }

    /// <summary>What a driver's connection is set to.</summary>
    public string Id => IsZigbee ? "zigbee2mqtt_0xa4c1380000000001" : "a1b2c3d4e5f6";

    public bool IsOn => _values["fan"] == "ON";

    /// <summary>How often its button was pressed.</summary>
    public int Pressed { get; private set; }

    public async Task RunAsync(MqttBroker broker, CancellationToken cancellationToken)
    {
        await using var mqtt = new SharedMqtt(time);
        var presence = IsZigbee ? "zigbee2mqtt/bridge/state" : "airbox/status";
        await mqtt.UseAsync(broker with { Will = MqttMessage.Of(presence, Presence(false), 1, retained: true) }, cancellationToken);
        await using var link = _link = await mqtt.OpenAsync(new WireTrace(time), cancellationToken);
        await link.SubscribeAsync("homeassistant/status", 1, cancellationToken);
        await link.SubscribeAsync(IsZigbee ? "zigbee2mqtt/plug/set/#" : "airbox/+/+/command", 1, cancellationToken);
        await AnnounceAsync(presence, cancellationToken);
        try
        {
            while (true)
            {
                var message = await link.ReceiveAsync(cancellationToken);
                if (message.Topic == "homeassistant/status") await AnnounceAsync(presence, cancellationToken);
                else await ObeyAsync(message, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // What the broker would say for it, had it not said goodbye.
            await SayAsync(presence, Presence(false), CancellationToken.None);
            throw;
        }
    }

    /// <summary>The room changes, and the device says so.</summary>
    public async Task SenseAsync(string what, string value, CancellationToken cancellationToken)
    {
        _values[what] = value;
        await TellAsync(what, cancellationToken);
    }

    /// <summary>The discovery messages, by topic.</summary>
    public IReadOnlyDictionary<string, string> Discovery() => IsZigbee ? Zigbee() : EspHome();

    private async Task AnnounceAsync(string presence, CancellationToken cancellationToken)
    {
        foreach (var (topic, config) in Discovery()) await SayAsync(topic, config, cancellationToken);
        if (IsZigbee) await SayAsync("zigbee2mqtt/plug/availability", Presence(true), cancellationToken);
        await SayAsync(presence, Presence(true), cancellationToken);
        foreach (var what in IsZigbee ? ["fan"] : _values.Keys.ToArray()) await TellAsync(what, cancellationToken);
        _announced.TrySetResult();
    }

    private async Task ObeyAsync(MqttMessage message, CancellationToken cancellationToken)
    {
        var what = IsZigbee ? message.Topic.EndsWith("/set", StringComparison.Ordinal) ? "fan" : "mode" : message.Topic.Split('/')[2];
        // Either form of a command is understood, as by Zigbee2MQTT.
        var value = message.Text.StartsWith('{') ? (string?)JsonNode.Parse(message.Text)?["state"] ?? "" : message.Text;
        if (what == "restart") Pressed++;
        else if (_values.ContainsKey(what)) await SenseAsync(what, value, cancellationToken);
    }

    private async Task TellAsync(string what, CancellationToken cancellationToken)
    {
        if (_link is null) return;
        if (IsZigbee) await SayAsync("zigbee2mqtt/plug", $$"""{"state":"{{_values["fan"]}}","power":{{(IsOn ? 41.2 : 0)}},"power_on_behavior":"{{_values["mode"]}}","linkquality":120}""", cancellationToken);
        else await SayAsync($"airbox/{Component(what)}/{what}/state", what == "lamp" ? $$"""{"state":"{{_values[what]}}"}""" : _values[what], cancellationToken);
    }

    private Task SayAsync(string topic, string payload, CancellationToken cancellationToken) => _link!.PublishAsync(MqttMessage.Of(topic, payload, 1, retained: true), cancellationToken);

    private string Presence(bool online) => IsZigbee ? $$"""{"state":"{{(online ? "online" : "offline")}}"}""" : online ? "online" : "offline";

    private static string Component(string what) => what switch
    {
        "motion" => "binary_sensor",
        "fan" => "switch",
        "lamp" => "light",
        "mode" => "select",
        "interval" => "number",
        "restart" => "button",
        _ => "sensor",
    };

    private static Dictionary<string, string> EspHome()
    {
        const string Device = """ "avty_t":"airbox/status","dev":{"ids":"a1b2c3d4e5f6","name":"airbox","sw":"esphome v2025.5.0","mdl":"esp32dev","mf":"espressif","cns":[["mac","a1b2c3d4e5f6"]]}""";
        var messages = new Dictionary<string, string>();
        Add("co2", """ "dev_cla":"carbon_dioxide","unit_of_meas":"ppm","stat_cla":"measurement" """);
        Add("temperature", """ "dev_cla":"temperature","unit_of_meas":"°C","stat_cla":"measurement" """);
        Add("motion", """ "dev_cla":"motion" """);
        Add("fan", """ "cmd_t":"airbox/switch/fan/command" """);
        Add("lamp", """ "schema":"json","cmd_t":"airbox/light/lamp/command" """);
        Add("mode", """ "ops":["Auto Mode","Manual"],"cmd_t":"airbox/select/mode/command" """);
        Add("interval", """ "min":10,"max":300,"step":10,"unit_of_meas":"s","cmd_t":"airbox/number/interval/command" """);
        Add("restart", """ "cmd_t":"airbox/button/restart/command" """);
        return messages;

        void Add(string what, string own) => messages[$"homeassistant/{Component(what)}/airbox/{what}/config"] =
            $$"""{"name":"{{what}}","uniq_id":"ESP{{what}}","stat_t":"airbox/{{Component(what)}}/{{what}}/state",{{own}},{{Device}}}""";
    }

    private static Dictionary<string, string> Zigbee()
    {
        const string Device = """
            "availability":[{"topic":"zigbee2mqtt/bridge/state","value_template":"{{ value_json.state }}"},{"topic":"zigbee2mqtt/plug/availability","value_template":"{{ value_json.state }}"}],
            "availability_mode":"all","device":{"identifiers":["zigbee2mqtt_0xa4c1380000000001"],"manufacturer":"Tuya","model":"Smart plug","name":"plug","sw_version":"1.0.5","via_device":"zigbee2mqtt_bridge_0x00124b0000000001"},
            "origin":{"name":"Zigbee2MQTT","sw":"2.3.0","url":"https://www.zigbee2mqtt.io"},"state_topic":"zigbee2mqtt/plug"
            """;
        return new()
        {
            ["homeassistant/switch/0xa4c1380000000001/switch/config"] = $$$"""{"command_topic":"zigbee2mqtt/plug/set","name":null,"object_id":"plug","payload_off":"OFF","payload_on":"ON","unique_id":"0xa4c1380000000001_switch_zigbee2mqtt","value_template":"{{ value_json.state }}",{{{Device}}}}""",
            ["homeassistant/sensor/0xa4c1380000000001/power/config"] = $$$"""{"device_class":"power","name":"Power","state_class":"measurement","unique_id":"0xa4c1380000000001_power_zigbee2mqtt","unit_of_measurement":"W","value_template":"{{ value_json.power }}",{{{Device}}}}""",
            ["homeassistant/select/0xa4c1380000000001/power_on_behavior/config"] = $$$"""{"command_topic":"zigbee2mqtt/plug/set/power_on_behavior","name":"Power-on behavior","options":["off","on","Auto Mode"],"unique_id":"0xa4c1380000000001_pob_zigbee2mqtt","value_template":"{{ value_json.power_on_behavior }}",{{{Device}}}}""",
            ["homeassistant/sensor/0xa4c1380000000001/last_seen/config"] = $$$"""{"name":"Last seen","unique_id":"0xa4c1380000000001_last_seen_zigbee2mqtt","value_template":"{{ value_json.last_seen | default('?') }}",{{{Device}}}}""",
        };
    }
}
