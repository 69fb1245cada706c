namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>What the pages draw of a device's entities. Pure.</summary>
internal static class EntityCapabilities
{
    public static IReadOnlyList<Capability> Of(IReadOnlyList<(DiscoveredEntity Entity, string Property, string Reading)> entities, string warnings)
    {
        var all = entities.Where(each => each.Entity is { IsKnown: true, CommandTopic.Length: > 0, Component: not ("sensor" or "binary_sensor") }).Select(each => Commanded(each.Entity, each.Property)).ToList();
        var told = entities.Where(each => each.Entity.Component != "button" && (each.Entity.CommandTopic.Length == 0 || each.Entity.Component is "sensor" or "binary_sensor" || !each.Entity.IsKnown)).ToList();
        var shown = told.Where(each => each.Reading.Length == 0 || each.Entity.Component == "binary_sensor").Select(each => Property(each.Entity, each.Property)).ToList();
        if (warnings.Length > 0) shown.Add(new CapabilityProperty { Name = "notes", Names = Say("提示", "Notes"), Kind = ValueKind.Text });
        var readings = told.Where(each => each.Reading.Length > 0).Select(each => Reading(each.Entity, each.Property, each.Reading)).ToList();
        if (readings.Count > 0) all.Add(Capabilities.Readings(readings));
        if (shown.Count > 0) all.Add(new Capability { Id = "state", Names = Say("状态", "State"), Properties = shown });
        return all;
    }

    /// <summary>The command's payload, or null when it has none for it.</summary>
    public static string? Payload(DiscoveredEntity entity, DeviceCommand command)
    {
        var value = command.Action switch
        {
            "on" => entity.Json ? """{"state":"ON"}""" : entity.On,
            "off" => entity.Json ? """{"state":"OFF"}""" : entity.Off,
            "press" => entity.Press,
            "set" when entity.Component == "select" => entity.Options.FirstOrDefault(option => OptionId(entity, option) == command.Text("value")),
            "set" => DeviceValue.FromNumber(command.Number("value")).ToString(),
            _ => null,
        };
        return value is not null && entity.CommandTemplate.Length > 0 ? DiscoveredEntity.Fill(entity.CommandTemplate, value) : value;
    }

    /// <summary>What programs write for an option; of options that would become the same, the later ones have their place behind them.</summary>
    public static string OptionId(DiscoveredEntity entity, string option)
    {
        var place = entity.Options.ToList().IndexOf(option);
        var id = DiscoveryWire.Key(option);
        return place > 0 && entity.Options.Take(place).Any(other => DiscoveryWire.Key(other) == id) ? $"{id}_{place + 1}" : id;
    }

    private static Capability Commanded(DiscoveredEntity entity, string property) => entity.Component switch
    {
        "button" => new() { Id = property, Names = Say(entity.Name, entity.Name), Actions = [new() { Id = "press", Names = Say("按下", "Press"), Repeatable = false }] },
        "select" or "number" => new()
        {
            Id = property,
            Names = Say(entity.Name, entity.Name),
            Actions =
            [
                new()
                {
                    Id = "set", Names = Say("设置", "Set"), Arguments = [Value(entity)],
                    LeadsTo = entity.StateTopic.Length > 0 ? new Dictionary<string, DeviceValue> { [property] = "{value}" } : new Dictionary<string, DeviceValue>(),
                },
            ],
            Properties = [Property(entity, property)],
        },
        _ => new()
        {
            Id = property,
            Names = Say(entity.Name, entity.Name),
            Actions = [Switch("on", "开", "On", entity, property, true), Switch("off", "关", "Off", entity, property, false)],
            Properties = [Property(entity, property)],
        },
    };

    private static CapabilityAction Switch(string id, string zh, string en, DiscoveredEntity entity, string property, bool value) => new()
    {
        Id = id,
        Names = Say(zh, en),
        LeadsTo = entity.StateTopic.Length > 0 ? new Dictionary<string, DeviceValue> { [property] = value } : new Dictionary<string, DeviceValue>(),
    };

    private static ActionArgument Value(DiscoveredEntity entity) => entity.Component == "select"
        ? new() { Name = "value", Names = Say(entity.Name, entity.Name), Kind = ValueKind.Choice, Options = Options(entity) }
        : new() { Name = "value", Names = Say(entity.Name, entity.Name), Kind = ValueKind.Number, Minimum = entity.Minimum, Maximum = entity.Maximum, Whole = entity.Step == Math.Floor(entity.Step) && entity.Step >= 1 };

    private static CapabilityProperty Property(DiscoveredEntity entity, string property) => new()
    {
        Name = property,
        Names = Say(entity.Name, entity.Name),
        Unit = entity.Component == "number" ? entity.Unit : "",
        Kind = entity.Component switch
        {
            "binary_sensor" or "switch" or "light" => ValueKind.Flag,
            "number" => ValueKind.Number,
            "select" => ValueKind.Choice,
            _ => ValueKind.Text,
        },
        Options = entity.Component == "select" ? Options(entity) : [],
    };

    private static CapabilityProperty Reading(DiscoveredEntity entity, string property, string reading) =>
        reading == property ? new() { Name = reading, Names = Say(entity.Name, entity.Name), Kind = ValueKind.Number, Unit = entity.Unit, Reading = true } : KnownReadings.Of(reading);

    private static List<Choice> Options(DiscoveredEntity entity) => [.. entity.Options.Select(option => new Choice { Id = OptionId(entity, option), Zh = option, En = option })];

    private static Words Say(string zh, string en) => new() { Zh = zh, En = en };
}
