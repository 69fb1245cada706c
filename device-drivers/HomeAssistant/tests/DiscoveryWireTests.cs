using System.Text;
using System.Text.Json;
using Tongtang.DeviceDrivers.HomeAssistant;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

public sealed class DiscoveryWireTests
{
    // As Zigbee2MQTT 1.17.1 sent them for an Aqara RTCGQ11LM, and 2.14.1 for an IKEA bulb (captured by users, in public repositories).
    private const string Aqara = """{"availability":[{"topic":"zigbee2mqtt/bridge/state"}],"device":{"identifiers":["zigbee2mqtt_0x00158d0001e0b1f8"],"manufacturer":"Xiaomi","model":"Aqara human body movement and illuminance sensor (RTCGQ11LM)","name":"0x00158d0001e0b1f8","sw_version":"Zigbee2MQTT 1.17.1"},"device_class":"temperature","json_attributes_topic":"zigbee2mqtt/0x00158d0001e0b1f8","name":"0x00158d0001e0b1f8 temperature","state_topic":"zigbee2mqtt/0x00158d0001e0b1f8","unique_id":"0x00158d0001e0b1f8_temperature_zigbee2mqtt","unit_of_measurement":"°C","value_template":"{{ value_json.temperature }}"}""";
    private const string Bulb = """{"availability":[{"topic":"zigbee2mqtt/bridge/state","value_template":"{{ value_json.state }}"},{"topic":"zigbee2mqtt/bulb/availability","value_template":"{{ value_json.state }}"}],"availability_mode":"all","brightness":true,"brightness_scale":254,"command_topic":"zigbee2mqtt/bulb/set","default_entity_id":"light.bulb","device":{"hw_version":1,"identifiers":["zigbee2mqtt_0x84b4dbfffefbb43a"],"manufacturer":"IKEA","model":"TRADFRI bulb","model_id":"LED1949C5","name":"bulb","sw_version":"1.1.20","via_device":"zigbee2mqtt_bridge_0x00124b0029e8c409"},"effect":true,"effect_list":["blink"],"max_mireds":454,"min_mireds":250,"name":null,"object_id":"bulb","origin":{"name":"Zigbee2MQTT","sw":"2.14.1","url":"https://www.zigbee2mqtt.io"},"schema":"json","state_topic":"zigbee2mqtt/bulb","supported_color_modes":["color_temp"],"unique_id":"0x84b4dbfffefbb43a_light_zigbee2mqtt"}""";

    /// <summary>The device form, with a base and all short words.</summary>
    private const string Whole = """
        {"~":"room/box","dev":{"ids":["box-1"],"cns":[["mac","02:5b:26:a8:dc:12"]],"mf":"Maker","mdl":"Box","sw":"1.2","name":"Box"},"o":{"name":"box","sw":"1.2"},
        "avty_t":"~/online","stat_t":"~/state","qos":1,
        "cmps":{"co2":{"p":"sensor","dev_cla":"carbon_dioxide","unit_of_meas":"ppm","val_tpl":"{{ value_json['air'].co2 }}","uniq_id":"b1"},
        "Fan 1":{"p":"switch","stat_t":"~/fan","cmd_t":"~/fan/set","pl_on":"1","pl_off":"0","uniq_id":"b2"},
        "speed":{"p":"number","cmd_t":"set/~","cmd_tpl":"{\"speed\": {{ value }} }","min":0,"max":3,"uniq_id":"b3"},
        "odd":{"p":"sensor","val_tpl":"{% if value %}1{% endif %}","uniq_id":"b4"},
        "shade":{"p":"cover","cmd_t":"~/shade","uniq_id":"b5"}}}
        """;

    [Theory]
    [InlineData("homeassistant/sensor/node/temp/config", "sensor", "temp")]
    [InlineData("homeassistant/switch/relay/config", "switch", "relay")]
    [InlineData("homeassistant/device/box-1/config", "device", "box-1")]
    [InlineData("homeassistant/sensor/config", null, null)]
    [InlineData("homeassistant/config", null, null)]
    [InlineData("homeassistant//config", null, null)]
    [InlineData("homeassistant/sensor/a/b/c/config", null, null)]
    [InlineData("homeassistant/status", null, null)]
    [InlineData("other/sensor/a/config", null, null)]
    public void Topic_Forms_AreTold(string topic, string? component, string? objectId) =>
        Assert.Equal(component is null ? null : (component, objectId!), DiscoveryWire.Topic("homeassistant", topic));

    [Fact]
    public void Parse_CapturedSensor_IsAReading()
    {
        var book = new EntityBook();
        book.Put("t", Parse("sensor", "temperature", Aqara)!);
        Assert.Equal("zigbee2mqtt_0x00158d0001e0b1f8", book.Device!.Ids[0]);
        Assert.Null(book.IsAvailable);
        Assert.Empty(book.Hear("zigbee2mqtt/bridge/state", "online"));
        Assert.True(book.IsAvailable);
        Assert.Equal([new ReadingNews("temperature_celsius", 23.18)], book.Hear("zigbee2mqtt/0x00158d0001e0b1f8", """{"battery":100,"temperature":23.18}"""));
        Assert.Empty(book.Hear("zigbee2mqtt/0x00158d0001e0b1f8", """{"battery":100}"""));
    }

    [Fact]
    public void Parse_CapturedLight_IsSwitchedByJson()
    {
        var book = new EntityBook();
        book.Put("t", Parse("light", "light", Bulb)!);
        Assert.Equal([new StateNews("light", true)], book.Hear("zigbee2mqtt/bulb", """{"state":"ON","brightness":20}"""));
        book.Hear("zigbee2mqtt/bridge/state", """{"state":"online"}""");
        Assert.Null(book.IsAvailable);
        book.Hear("zigbee2mqtt/bulb/availability", """{"state":"offline"}""");
        Assert.False(book.IsAvailable);
        Assert.Equal("""{"state":"OFF"}""", EntityCapabilities.Payload(book.Find("light")!, Panels.Command("light", "off")));
    }

    [Fact]
    public void Parse_DeviceForm_HasAllComponentsAndWarnsOfTheRest()
    {
        var book = new EntityBook();
        book.Put("t", Parse("device", "box-1", Whole)!);
        Assert.Equal(["box-1", "mac:02:5b:26:a8:dc:12"], book.Device!.Ids);
        Assert.Equal(["room/box/online", "room/box/state", "room/box/fan"], book.Topics);
        Assert.Equal([new ReadingNews("co2_ppm", 812)], book.Hear("room/box/state", """{"air":{"co2":812}}""").OfType<ReadingNews>());
        Assert.Equal([new StateNews("fan_1", true)], book.Hear("room/box/fan", "1"));
        Assert.Empty(book.Hear("room/box/fan", "ON"));
        Assert.Equal("0", EntityCapabilities.Payload(book.Find("fan_1")!, Panels.Command("fan_1", "off")));
        var speed = book.Find("speed")!;
        Assert.Equal(("set/room/box", 1), (speed.CommandTopic, speed.QualityOfService));
        Assert.Equal("{\"speed\": 2 }", EntityCapabilities.Payload(speed, Panels.Command("speed", "set", ("value", 2))));
        Assert.Contains("odd: template is not understood", book.Warnings(), StringComparison.Ordinal);
        Assert.Contains("shade: cover is not understood", book.Warnings(), StringComparison.Ordinal);
        Assert.Contains(book.Hear("room/box/state", "raw"), news => news is StateNews { Property: "odd" } state && state.Value == "raw");
        Assert.Contains(book.Capabilities(), capability => capability.Properties.Any(property => property.Name == "notes"));
    }

    [Theory]
    [InlineData("{{ value }}", "21", "21")]
    [InlineData("{{value_json.a}}", """{"a":1.50}""", "1.50")]
    [InlineData("{{ value_json['a b'] }}", """{"a b":"x"}""", "x")]
    [InlineData("{{ value_json[\"a\"].b['c'] }}", """{"a":{"b":{"c":true}}}""", "True")]
    [InlineData("{{ value_json.list[1] }}", """{"list":[1,2]}""", "2")]
    [InlineData("{{ value_json.list[7] }}", """{"list":[1,2]}""", null)]
    [InlineData("{{ value_json.a }}", "no json", null)]
    [InlineData("{{ value_json.a }}", """{"a":null}""", null)]
    public void Template_InTheSubset_IsApplied(string template, string payload, string? expected) =>
        Assert.Equal(expected, ValueTemplate.Parse(template)!.Apply(payload, Json(payload)));

    [Theory]
    [InlineData("{{ value_json.a | float }}")]
    [InlineData("{{ value_json }}")]
    [InlineData("{% if value %}1{% endif %}")]
    [InlineData("{{ value_json.a + 1 }}")]
    [InlineData("{{ value_json.a }}{{ value_json.b }}")]
    [InlineData("{{ value_json['a'")]
    [InlineData("")]
    public void Template_OutsideTheSubset_IsNone(string template) => Assert.Null(ValueTemplate.Parse(template));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"dev":{"name":"without ids"}}""")]
    [InlineData("""{"dev":{"ids":[]},"stat_t":"a"}""")]
    [InlineData("""{"dev":{"ids":["a"]},"dev":{"ids":["b"]}}""")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]""")]
    public void Parse_WhatIsNoDevice_IsNothing(string payload) => Assert.Null(Parse("sensor", "x", payload));

    [Fact]
    public void Parse_ManyComponentsAndHugeStates_IsBounded()
    {
        var many = string.Join(',', Enumerable.Range(0, 2000).Select(i => $$"""
            "c{{i}}":{"p":"sensor","stat_t":"s"}
            """));
        var book = new EntityBook();
        book.Put("t", Parse("device", "x", $$$"""{"dev":{"ids":"x"},"cmps":{{{{many}}}}}""")!);
        Assert.Equal(DiscoveryWire.MostEntities, book.Count);
        var keys = $"{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"k{i}\":{i}"))}}}";
        Assert.Equal(DiscoveryWire.MostEntities, book.Hear("s", keys).Count);
    }

    [Fact]
    public void Parsers_GivenDamagedMessages_NeverFall() => Fuzz.RunBriefly("Home Assistant discovery", [.. new[] { Aqara, Bulb, Whole }.Select(Encoding.UTF8.GetBytes)], bytes =>
    {
        foreach (var component in new[] { "device", "sensor", "light", "select", "number" })
        {
            if (DiscoveryWire.Parse(component, "x", bytes) is not { } message) continue;
            var book = new EntityBook();
            book.Put("t", message);
            _ = book.Capabilities();
            foreach (var topic in book.Topics.ToList()) _ = book.Hear(topic, """{"state":"ON","temperature":1,"air":{"co2":2}}""");
            foreach (var topic in book.Topics.ToList()) _ = book.Hear(topic, Encoding.UTF8.GetString(bytes));
        }
    });

    [Fact]
    public void Templates_GivenAnyText_NeverFall() => Fuzz.RunBriefly("Home Assistant templates", [.. new[] { "{{ value_json['a'].b[0] }}", "{{ value }}", "{\"a\": {{ value }} }", "{{ value_json[\"x y\"] }}" }.Select(Encoding.UTF8.GetBytes)], bytes =>
    {
        var text = Encoding.UTF8.GetString(bytes);
        _ = ValueTemplate.Parse(text)?.Apply("{}", Json("""{"a":{"b":[1]}}"""));
        _ = DiscoveredEntity.Fill(text, "1");
    });

    private static DiscoveryMessage? Parse(string component, string objectId, string payload) => DiscoveryWire.Parse(component, objectId, Encoding.UTF8.GetBytes(payload));

    private static JsonElement? Json(string payload) => payload.StartsWith('{') ? JsonDocument.Parse(payload).RootElement : null;
}
