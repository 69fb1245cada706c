using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>Discovery messages: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery, and home-assistant/core components/mqtt. Pure.</summary>
internal static class DiscoveryWire
{
    /// <summary>Of one message; a device with more is cut.</summary>
    public const int MostEntities = 200;

    /// <summary>The component and object of "prefix/component/[node/]object/config", or null when the topic is none of that.</summary>
    public static (string Component, string Object)? Topic(string prefix, string topic)
    {
        if (!topic.StartsWith(prefix + "/", StringComparison.Ordinal) || !topic.EndsWith("/config", StringComparison.Ordinal)) return null;
        if (topic.Length <= prefix.Length + 1 + "/config".Length) return null;
        var levels = topic[(prefix.Length + 1)..^"/config".Length].Split('/');
        return levels.Length is 2 or 3 && levels.All(level => level.Length > 0) ? (levels[0], levels[^1]) : null;
    }

    /// <summary>Null when it is no JSON object, belongs to no device, or is too deep.</summary>
    public static DiscoveryMessage? Parse(string component, string objectId, ReadOnlySpan<byte> payload)
    {
        try
        {
            if (JsonNode.Parse(payload, documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) is not JsonObject given) return null;
            var message = DiscoveryWords.Whole(given);
            if (message["device"] is not JsonObject device || Ids(device) is not { Count: > 0 } ids) return null;
            return new DiscoveryMessage
            {
                Ids = ids,
                DeviceName = Text(device, "name"),
                Manufacturer = Text(device, "manufacturer"),
                Model = Text(device, "model"),
                Firmware = Text(device, "sw_version"),
                Entities = component == "device" ? Components(message) : [Entity(component, objectId, message, message)],
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // Also a key that is there twice, and halves of characters.
            return null;
        }
    }

    private static List<DiscoveredEntity> Components(JsonObject message) =>
    [
        .. (message["components"] as JsonObject ?? []).Take(MostEntities)
            .Where(each => each.Value is JsonObject)
            .Select(each => Entity(Text((JsonObject)each.Value!, "platform"), each.Key, (JsonObject)each.Value!, message)),
    ];

    private static List<string> Ids(JsonObject device)
    {
        var ids = device["identifiers"] switch
        {
            JsonArray list => list.Select(Text).ToList(),
            JsonValue one => [Text(one)],
            _ => [],
        };
        ids.AddRange((device["connections"] as JsonArray ?? []).OfType<JsonArray>().Where(pair => pair.Count == 2).Select(pair => $"{Text(pair[0])}:{Text(pair[1])}"));
        return [.. ids.Where(id => id.Length is > 0 and <= 200).Take(20)];
    }

    private static DiscoveredEntity Entity(string component, string objectId, JsonObject entity, JsonObject shared)
    {
        var warnings = new List<string>();
        var json = component == "light" && Text(entity, "schema") == "json";
        var key = Key(objectId);
        return new DiscoveredEntity
        {
            Component = component,
            Key = key,
            Name = Text(entity, "name") is { Length: > 0 } name ? name : objectId,
            StateTopic = Either(entity, shared, "state_topic"),
            CommandTopic = Command(entity, key, warnings) ? Either(entity, shared, "command_topic") : "",
            CommandTemplate = Text(entity, "command_template"),
            Value = Template(Text(entity, component == "light" ? "state_value_template" : "value_template"), key, warnings),
            On = Text(entity, "payload_on") is { Length: > 0 } on ? on : "ON",
            Off = Text(entity, "payload_off") is { Length: > 0 } off ? off : "OFF",
            StateOn = Text(entity, "state_on"),
            StateOff = Text(entity, "state_off"),
            Press = Text(entity, "payload_press") is { Length: > 0 } press ? press : "PRESS",
            Options = [.. (entity["options"] as JsonArray ?? []).Select(Text).Where(option => option.Length is > 0 and <= 100).Distinct().Take(100)],
            Minimum = Number(entity, "min", 1),
            Maximum = Number(entity, "max", 100),
            Step = Number(entity, "step", 1),
            Unit = Text(entity, "unit_of_measurement"),
            DeviceClass = Text(entity, "device_class"),
            StateClass = Text(entity, "state_class"),
            Json = json,
            QualityOfService = (int)Math.Clamp(Number(entity, "qos", Number(shared, "qos", 0)), 0, 2),
            Retain = entity["retain"]?.GetValueKind() == JsonValueKind.True,
            Availability = Availability(entity.ContainsKey("availability") || entity.ContainsKey("availability_topic") ? entity : shared, key, warnings),
            AvailabilityMode = Either(entity, shared, "availability_mode") is { Length: > 0 } mode ? mode : "latest",
            Warnings = component is "sensor" or "binary_sensor" or "switch" or "button" or "select" or "number" or "light" ? warnings : [$"{key}: {(component.Length is > 0 and < 40 ? component : "this component")} is not understood"],
        };
    }

    private static List<EntityAvailability> Availability(JsonObject entity, string key, List<string> warnings)
    {
        if (Text(entity, "availability_topic") is { Length: > 0 } topic) return [One(topic, Text(entity, "availability_template"), entity)];
        var items = entity["availability"] switch
        {
            JsonArray list => list.OfType<JsonObject>().Take(10),
            JsonObject one => [one],
            _ => [],
        };
        return [.. items.Where(item => Text(item, "topic").Length > 0).Select(item => One(Text(item, "topic"), Text(item, "value_template"), item))];

        EntityAvailability One(string at, string template, JsonObject from) => new(
            at,
            Template(template, key, warnings),
            Text(from, "payload_available") is { Length: > 0 } online ? online : "online",
            Text(from, "payload_not_available") is { Length: > 0 } offline ? offline : "offline");
    }

    private static ValueTemplate Template(string text, string key, List<string> warnings)
    {
        if (text.Length == 0) return ValueTemplate.Raw;
        if (ValueTemplate.Parse(text) is { } template) return template;
        warnings.Add($"{key}: template is not understood, shown raw: {(text.Length > 100 ? text[..100] + "…" : text)}");
        return ValueTemplate.Raw;
    }

    /// <summary>Whether we can say what its commands ask for: of templates text with one {{ value }} in it.</summary>
    private static bool Command(JsonObject entity, string key, List<string> warnings)
    {
        var template = Text(entity, "command_template");
        var light = Text(entity, "platform") == "light" || entity.ContainsKey("schema");
        if (light && Text(entity, "schema") is "template") warnings.Add($"{key}: a light by templates can only be shown");
        else if (template.Length == 0 || DiscoveredEntity.Fill(template, "") is not null) return true;
        else warnings.Add($"{key}: command_template is not understood: {(template.Length > 100 ? template[..100] + "…" : template)}");
        return false;
    }

    /// <summary>A name that programs may write, made of an object's id.</summary>
    internal static string Key(string objectId)
    {
        var key = new StringBuilder();
        foreach (var c in objectId.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) key.Append(c);
            else if (key.Length > 0 && key[^1] != '_') key.Append('_');
            if (key.Length == 60) break;
        }

        var trimmed = key.ToString().Trim('_');
        return trimmed.Length > 0 && char.IsAsciiLetterLower(trimmed[0]) ? trimmed : $"x_{trimmed}".TrimEnd('_');
    }

    private static string Either(JsonObject entity, JsonObject shared, string key) => Text(entity, key) is { Length: > 0 } own ? own : Text(shared, key);

    private static string Text(JsonObject from, string key) => Text(from[key]);

    private static string Text(JsonNode? value) => value is JsonValue && value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Number => value.ToJsonString(),
        _ => "",
    } is { Length: <= 2000 } text ? text : "";

    private static double Number(JsonObject from, string key, double otherwise) =>
        double.TryParse(Text(from, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : otherwise;
}
