using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>
/// The short forms of discovery messages, as home-assistant/core has them in components/mqtt/abbreviations.py; those of
/// components that we do not know are left out. Pure.
/// </summary>
internal static class DiscoveryWords
{
    private static readonly FrozenDictionary<string, string> s_general = Table("""
        avty availability, avty_mode availability_mode, avty_t availability_topic, avty_tpl availability_template, bri_cmd_t brightness_command_topic,
        cmd_t command_topic, cmd_tpl command_template, cmps components, def_ent_id default_entity_id, dev device, dev_cla device_class, e encoding,
        en enabled_by_default, ent_cat entity_category, exp_aft expire_after, frc_upd force_update, ic icon, json_attr_t json_attributes_topic,
        json_attr_tpl json_attributes_template, max max, min min, mode mode, name name, o origin, obj_id object_id, off_dly off_delay, opt optimistic,
        ops options, p platform, pl_avail payload_available, pl_not_avail payload_not_available, pl_off payload_off, pl_on payload_on, pl_prs payload_press,
        qos qos, ret retain, schema schema, stat_cla state_class, stat_off state_off, stat_on state_on, stat_t state_topic, stat_val_tpl state_value_template,
        step step, sug_dsp_prc suggested_display_precision, t topic, uniq_id unique_id, unit_of_meas unit_of_measurement, val_tpl value_template
        """);

    private static readonly FrozenDictionary<string, string> s_device = Table("cns connections, cu configuration_url, hw hw_version, ids identifiers, mf manufacturer, mdl model, mdl_id model_id, name name, sa suggested_area, sn serial_number, sw sw_version");

    /// <summary>The message with whole words, and with its base in the topics; what it is given stays as it is.</summary>
    public static JsonObject Whole(JsonObject message, string outerBase = "")
    {
        var tilde = message["~"]?.GetValueKind() == System.Text.Json.JsonValueKind.String ? message["~"]!.GetValue<string>() : outerBase;
        var whole = new JsonObject();
        foreach (var (key, value) in message)
        {
            var name = s_general.GetValueOrDefault(key, key);
            whole[name] = name switch
            {
                "device" when value is JsonObject device => Renamed(device, s_device),
                "availability" when value is JsonArray list => new JsonArray([.. list.Select(each => each is JsonObject item ? Whole(item, tilde) : each?.DeepClone())]),
                "availability" when value is JsonObject item => Whole(item, tilde),
                "components" when value is JsonObject all => new JsonObject(all.Select(each => KeyValuePair.Create(each.Key, each.Value is JsonObject item ? Whole(item, tilde) : each.Value?.DeepClone()))),
                _ when name.EndsWith("topic", StringComparison.Ordinal) && value is JsonValue topic && topic.TryGetValue<string>(out var text) => Based(text, tilde),
                _ => value?.DeepClone(),
            };
        }

        return whole;
    }

    /// <summary>"~" stands for the base only at the beginning or the end.</summary>
    private static string Based(string topic, string tilde)
    {
        if (tilde.Length == 0) return topic;
        if (topic.StartsWith('~')) topic = tilde + topic[1..];
        return topic.EndsWith('~') ? topic[..^1] + tilde : topic;
    }

    private static JsonObject Renamed(JsonObject from, FrozenDictionary<string, string> words)
    {
        var whole = new JsonObject();
        foreach (var (key, value) in from) whole[words.GetValueOrDefault(key, key)] = value?.DeepClone();
        return whole;
    }

    private static FrozenDictionary<string, string> Table(string pairs) =>
        pairs.Split(',', StringSplitOptions.TrimEntries).Select(pair => pair.Split(' ')).ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}
