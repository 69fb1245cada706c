using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.HomeAssistant;

/// <summary>The room as Home Assistant's discovery wants it: for every device one retained message that describes it, and one for each of its values. Pure.</summary>
internal static class RoomAnnouncements
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Payloads by topic.</summary>
    public static Dictionary<string, string> Of(RoomTopics topics, string roomName, RecorderStatus recorder, IEnumerable<DeviceSnapshot> devices, bool commands)
    {
        var messages = new Dictionary<string, string> { [topics.Online] = "online" };
        AddRecorder(messages, topics, roomName, recorder, commands);
        foreach (var device in devices.Where(device => device.Health != DeviceHealth.Disabled)) AddDevice(messages, topics, roomName, device, commands);
        return messages;
    }

    /// <summary>What a payload on a capability's set topic asks for, or null when it is nothing that the capability knows.</summary>
    public static DeviceCommand? Command(Capability capability, string payload)
    {
        if (capability.Actions.FirstOrDefault(action => action.Id == payload && action.Arguments.Count == 0) is { } plain) return new() { Capability = capability.Id, Action = plain.Id };
        if (capability.Actions.FirstOrDefault(action => action.Id == "set") is not { Arguments: [var argument] }) return null;
        DeviceValue? value = argument.Kind == ValueKind.Number
            ? double.TryParse(payload, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null
            : payload;
        return value is { } given ? new() { Capability = capability.Id, Action = "set", Arguments = new Dictionary<string, DeviceValue> { [argument.Name] = given } } : null;
    }

    private static void AddRecorder(Dictionary<string, string> messages, RoomTopics topics, string roomName, RecorderStatus recorder, bool commands)
    {
        var recording = new JsonObject { ["p"] = commands ? "switch" : "binary_sensor", ["name"] = "Recording", ["stat_t"] = topics.State(RoomTopics.Recorder, "recording"), ["pl_on"] = "on", ["pl_off"] = "off" };
        if (commands) recording["cmd_t"] = topics.Set(RoomTopics.Recorder, "recording");
        if (commands) recording["stat_on"] = "on";
        if (commands) recording["stat_off"] = "off";
        var parts = new JsonObject
        {
            ["recording"] = recording,
            ["status"] = new JsonObject { ["p"] = "sensor", ["name"] = "Recorder", ["stat_t"] = topics.State(RoomTopics.Recorder, "status") },
        };
        messages[topics.Discovery(RoomTopics.Recorder)] = Describe(topics, RoomTopics.Recorder, $"{roomName} recorder", "Tongtang", "recorder", parts, ofDevice: false);
        messages[topics.State(RoomTopics.Recorder, "recording")] = recorder.State == RecorderState.Idle ? "off" : "on";
        messages[topics.State(RoomTopics.Recorder, "status")] = recorder.State.ToString().ToLowerInvariant();
    }

    private static void AddDevice(Dictionary<string, string> messages, RoomTopics topics, string roomName, DeviceSnapshot device, bool commands)
    {
        var id = device.Options.Id;
        var parts = new JsonObject();
        foreach (var capability in device.Capabilities)
        {
            foreach (var property in capability.Properties) parts[property.Name] = Part(topics, id, capability, property, commands);
            if (commands && capability.Properties.Count == 0) foreach (var action in capability.Actions.Where(action => action.Arguments.Count == 0)) parts[$"{capability.Id}_{action.Id}"] = Button(topics, id, capability, action);
        }

        foreach (var reading in device.Readings.Keys.Where(name => !parts.ContainsKey(name))) parts[reading] = Part(topics, id, Capabilities.Readings([]), KnownReadings.Of(reading), commands);
        var maker = device.Identity.GetValueOrDefault("manufacturer", device.Options.Driver);
        messages[topics.Discovery(id)] = Describe(topics, id, $"{roomName} {device.Options.Name}", maker, device.Identity.GetValueOrDefault("model", device.Options.Driver), parts, ofDevice: true);
        messages[topics.DeviceOnline(id)] = device.Health == DeviceHealth.Online ? "online" : "offline";
        foreach (var (name, value) in device.Properties) messages[topics.State(id, name)] = value.TryFlag(out var flag) ? flag ? "on" : "off" : value.ToString();
        foreach (var (name, value) in device.Readings) messages[topics.State(id, name)] = DeviceValue.FromNumber(value).ToString();
    }

    private static JsonObject Part(RoomTopics topics, string device, Capability capability, CapabilityProperty property, bool commands)
    {
        var part = new JsonObject { ["name"] = property.Names.En, ["stat_t"] = topics.State(device, property.Name) };
        var set = capability.Actions.FirstOrDefault(action => action.Id == "set") is { Arguments: [var only] } ? only : null;
        var switched = capability.Actions.Any(action => action is { Id: "on", Arguments.Count: 0 }) && capability.Actions.Any(action => action is { Id: "off", Arguments.Count: 0 });
        var commanded = commands && property.Name == capability.Id;
        if (commanded && switched) AddSwitch(part);
        else if (commanded && set is { Kind: ValueKind.Choice }) (part["p"], part["ops"]) = ("select", new JsonArray([.. set.Options.Select(option => JsonValue.Create(option.Id))]));
        else if (commanded && set is { Kind: ValueKind.Number, Minimum: { } least, Maximum: { } most }) (part["p"], part["min"], part["max"]) = ("number", least, most);
        else if (property.Kind == ValueKind.Flag) (part["p"], part["pl_on"], part["pl_off"]) = ("binary_sensor", "on", "off");
        else AddSensor(part, property);
        if (part["p"]!.GetValue<string>() is "switch" or "select" or "number") part["cmd_t"] = topics.Set(device, capability.Id);
        return part;
    }

    /// <summary>Power is told as on, off, warming, cooling, standby: a switch knows two of them.</summary>
    private static void AddSwitch(JsonObject part)
    {
        part["p"] = "switch";
        foreach (var key in new[] { "pl_on", "stat_on" }) part[key] = "on";
        foreach (var key in new[] { "pl_off", "stat_off" }) part[key] = "off";
        part["val_tpl"] = "{{ 'on' if value in ['on', 'warming'] else 'off' }}";
    }

    private static void AddSensor(JsonObject part, CapabilityProperty property)
    {
        part["p"] = "sensor";
        if (property.Unit.Length > 0) part["unit_of_meas"] = property.Unit;
        if (property.Reading) part["stat_cla"] = "measurement";
        if (DeviceClass(property.Name) is { } known) part["dev_cla"] = known;
    }

    private static string? DeviceClass(string reading) => reading switch
    {
        "temperature_celsius" => "temperature",
        "humidity_percent" => "humidity",
        "co2_ppm" => "carbon_dioxide",
        "pm1_ugm3" => "pm1",
        "pm25_ugm3" => "pm25",
        "pm10_ugm3" => "pm10",
        "illuminance_lux" => "illuminance",
        "noise_db" => "sound_pressure",
        "pressure_hpa" => "atmospheric_pressure",
        "voltage_volts" => "voltage",
        "current_amperes" => "current",
        "power_watts" => "power",
        "energy_kwh" => "energy",
        "battery_percent" => "battery",
        _ => null,
    };

    private static JsonObject Button(RoomTopics topics, string device, Capability capability, CapabilityAction action) =>
        new() { ["p"] = "button", ["name"] = $"{capability.Names.En} {action.Names.En}", ["cmd_t"] = topics.Set(device, capability.Id), ["pl_prs"] = action.Id };

    private static string Describe(RoomTopics topics, string id, string name, string maker, string model, JsonObject parts, bool ofDevice)
    {
        var unique = $"tongtang-{topics.Room}-{id}";
        foreach (var (key, part) in parts) part!["uniq_id"] = $"{unique}-{key}";
        var availability = new JsonArray(new JsonObject { ["t"] = topics.Online });
        if (ofDevice) availability.Add((JsonNode)new JsonObject { ["t"] = topics.DeviceOnline(id) });
        return new JsonObject
        {
            ["dev"] = new JsonObject { ["ids"] = unique, ["name"] = name, ["mf"] = maker, ["mdl"] = model },
            ["o"] = new JsonObject { ["name"] = "Tongtang" },
            ["avty"] = availability,
            ["avty_mode"] = "all",
            ["qos"] = 1,
            ["cmps"] = parts,
        }.ToJsonString(s_json);
    }
}
