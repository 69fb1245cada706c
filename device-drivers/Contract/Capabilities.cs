namespace Tongtang.DeviceDrivers.Contract;

/// <summary>The capabilities that devices share, so that a scene, a rule or a page means the same by "power on" everywhere.</summary>
public static class Capabilities
{
    /// <summary>on, off; the property "power" is on, off, warming, cooling or standby.</summary>
    public static Capability Power { get; } = new()
    {
        Id = "power",
        Names = Say("电源", "Power"),
        Actions = [Action("on", "开", "On", "power", "on"), Action("off", "关", "Off", "power", "off")],
        Properties =
        [
            new()
            {
                Name = "power", Names = Say("电源", "Power"), Kind = ValueKind.Choice,
                Options = [Option("on", "开", "on"), Option("off", "关", "off"), Option("warming", "预热中", "warming up"), Option("cooling", "冷却中", "cooling down"), Option("standby", "待机", "standby")],
            },
        ],
    };

    public static Capability Mute { get; } = Switch("mute", "静音", "Mute");

    /// <summary>The picture is dark while the device stays on (A/V mute, shutter, screen off).</summary>
    public static Capability PictureMute { get; } = Switch("picture_mute", "画面遮黑", "Picture mute");

    public static Capability Freeze { get; } = Switch("freeze", "画面冻结", "Freeze");

    /// <summary>Keys and touch of the device itself are locked.</summary>
    public static Capability Lock { get; } = Switch("lock", "按键锁", "Lock");

    public static Capability Speaker { get; } = Switch("speaker", "扬声器", "Speaker");

    /// <summary>What the device says is wrong with it: "", or e.g. "lamp:warning filter:error".</summary>
    public static Capability Errors { get; } = new()
    {
        Id = "errors",
        Names = Say("故障", "Errors"),
        Properties = [new() { Name = "errors", Names = Say("故障", "Errors"), Kind = ValueKind.Text }],
    };

    public static Capability Card { get; } = new() { Id = "card", Names = Say("刷卡", "Card reader") };

    /// <summary>Whether something answers at the address.</summary>
    public static Capability Presence { get; } = new()
    {
        Id = "presence",
        Names = Say("在线", "Presence"),
        Properties = [new() { Name = "present", Names = Say("在线", "Present"), Kind = ValueKind.Flag }],
    };

    /// <summary>A text for people to read: a sign, an LED line, a notice on a panel.</summary>
    public static Capability Display { get; } = new()
    {
        Id = "display",
        Names = Say("显示", "Display"),
        Actions =
        [
            new()
            {
                Id = "show", Names = Say("显示文字", "Show text"),
                Arguments = [new() { Name = "text", Names = Say("文字", "Text"), Kind = ValueKind.Text, Maximum = 500 }],
            },
            new() { Id = "clear", Names = Say("清除", "Clear") },
        ],
        Properties = [new() { Name = "text", Names = Say("文字", "Text"), Kind = ValueKind.Text }],
    };

    /// <summary>set(input); what can be chosen differs by model.</summary>
    public static Capability Input(IReadOnlyList<Choice> inputs) => new()
    {
        Id = "input",
        Names = Say("信号源", "Input"),
        Actions =
        [
            new()
            {
                Id = "set", Names = Say("选择", "Select"),
                Arguments = [new() { Name = "input", Names = Say("信号源", "Input"), Kind = ValueKind.Choice, Options = inputs }],
                LeadsTo = new Dictionary<string, DeviceValue> { ["input"] = "{input}" },
            },
        ],
        Properties = [new() { Name = "input", Names = Say("信号源", "Input"), Kind = ValueKind.Choice, Options = inputs }],
    };

    /// <summary>set(level), up, down; per cent.</summary>
    public static Capability Volume { get; } = Level("volume", "音量", "Volume") with
    {
        Actions = [SetLevel("volume", "音量", "Level"), Step("up", "增大", "Up"), Step("down", "减小", "Down")],
    };

    /// <summary>up and down only, for devices that do not tell how loud they are.</summary>
    public static Capability VolumeSteps { get; } = new()
    {
        Id = "volume",
        Names = Say("音量", "Volume"),
        Actions = [Step("up", "增大", "Up"), Step("down", "减小", "Down")],
    };

    public static Capability Backlight { get; } = Level("backlight", "背光", "Backlight");

    /// <summary>A camera that turns: any of move, stop, zoom, focus, home, recall, store, remove.</summary>
    /// <param name="actions">Those that the camera has; stop and what else it needs to be safe is the driver's to name.</param>
    /// <param name="firstPreset">The camera's lowest preset number.</param>
    public static Capability Ptz(IReadOnlyCollection<string> actions, int firstPreset = 1, int lastPreset = 255)
    {
        var preset = new ActionArgument { Name = "preset", Names = Say("预置位", "Preset"), Kind = ValueKind.Number, Minimum = firstPreset, Maximum = lastPreset, Whole = true };
        IReadOnlyList<CapabilityAction> all =
        [
            new()
            {
                Id = "move", Names = Say("转动", "Move"), Repeatable = false,
                Arguments = [Speed("pan", "水平", "Pan, right is positive"), Speed("tilt", "俯仰", "Tilt, up is positive"), Speed("zoom", "变焦", "Zoom, in is positive")],
            },
            new() { Id = "stop", Names = Say("停止", "Stop") },
            new()
            {
                Id = "zoom", Names = Say("变焦到", "Zoom to"),
                Arguments = [new() { Name = "position", Names = Say("位置", "0 wide to 1 tele"), Kind = ValueKind.Number, Minimum = 0, Maximum = 1 }],
            },
            new()
            {
                Id = "focus", Names = Say("对焦", "Focus"),
                Arguments =
                [
                    new()
                    {
                        Name = "mode", Names = Say("方式", "How"), Kind = ValueKind.Choice,
                        Options = [Option("auto", "自动", "automatic"), Option("manual", "手动", "manual"), Option("once", "对焦一次", "once"), Option("near", "近", "nearer"), Option("far", "远", "farther"), Option("stop", "停止", "stop")],
                    },
                ],
            },
            new() { Id = "home", Names = Say("归位", "Home") },
            new() { Id = "recall", Names = Say("调用预置位", "Recall preset"), Arguments = [preset] },
            new() { Id = "store", Names = Say("保存预置位", "Store preset"), Arguments = [preset] },
            new() { Id = "remove", Names = Say("删除预置位", "Remove preset"), Arguments = [preset] },
        ];
        return new()
        {
            Id = "ptz",
            Names = Say("云台", "Pan, tilt, zoom"),
            Actions = [.. all.Where(action => actions.Contains(action.Id))],
            Properties =
            [
                new() { Name = "pan", Names = Say("水平角", "Pan"), Kind = ValueKind.Number, Unit = "°" },
                new() { Name = "tilt", Names = Say("俯仰角", "Tilt"), Kind = ValueKind.Number, Unit = "°" },
                new() { Name = "zoom", Names = Say("变焦", "Zoom"), Kind = ValueKind.Number },
            ],
        };
    }

    /// <summary>on, off, pulse of a channel; a property relay_1, relay_2 … of each.</summary>
    public static Capability Relay(int channels)
    {
        var channel = new ActionArgument { Name = "channel", Names = Say("路", "Channel"), Kind = ValueKind.Number, Minimum = 1, Maximum = channels, Whole = true, Default = 1 };
        return new()
        {
            Id = "relay",
            Names = Say("继电器", "Relay"),
            Actions =
            [
                new() { Id = "on", Names = Say("闭合", "On"), Arguments = [channel], LeadsTo = new Dictionary<string, DeviceValue> { ["relay_{channel}"] = true } },
                new() { Id = "off", Names = Say("断开", "Off"), Arguments = [channel], LeadsTo = new Dictionary<string, DeviceValue> { ["relay_{channel}"] = false } },
                new()
                {
                    Id = "pulse", Names = Say("点动", "Pulse"), Repeatable = false,
                    Arguments = [channel, new() { Name = "seconds", Names = Say("秒", "Seconds"), Kind = ValueKind.Number, Minimum = 0.1, Maximum = 30, Default = 0.5 }],
                },
            ],
            Properties = [.. Enumerable.Range(1, channels).Select(n => new CapabilityProperty { Name = $"relay_{n}", Names = Say($"第 {n} 路", $"Channel {n}"), Kind = ValueKind.Flag })],
        };
    }

    /// <summary>Keys that people press; led(key, on) where they have lights.</summary>
    public static Capability Key(IReadOnlyList<Choice> keys, bool lights) => new()
    {
        Id = "key",
        Names = Say("按键", "Keys"),
        Actions = !lights
            ? []
            :
            [
                new()
                {
                    Id = "led", Names = Say("按键灯", "Light"), LeadsTo = new Dictionary<string, DeviceValue> { [KeyLights.Property + "{key}"] = "{on}" },
                    Arguments =
                    [
                        new() { Name = "key", Names = Say("键", "Key"), Kind = ValueKind.Choice, Options = keys },
                        new() { Name = "on", Names = Say("亮", "On"), Kind = ValueKind.Flag },
                    ],
                },
            ],
        Properties = !lights ? [] : [.. keys.Select(key => new CapabilityProperty { Name = KeyLights.Property + key.Id, Names = Say($"{key.Zh}灯", $"Light of {key.En}"), Kind = ValueKind.Flag })],
    };

    /// <summary>Sensor values; of names that <see cref="KnownReadings"/> has, words and unit are there.</summary>
    public static Capability Readings(IReadOnlyList<CapabilityProperty> readings) => new()
    {
        Id = "reading",
        Names = Say("读数", "Readings"),
        Properties = readings,
    };

    private static Capability Switch(string id, string zh, string en) => new()
    {
        Id = id,
        Names = Say(zh, en),
        Actions = [Action("on", "开", "On", id, true), Action("off", "关", "Off", id, false)],
        Properties = [new() { Name = id, Names = Say(zh, en), Kind = ValueKind.Flag }],
    };

    private static Capability Level(string id, string zh, string en) => new()
    {
        Id = id,
        Names = Say(zh, en),
        Actions = [SetLevel(id, zh, "Level")],
        Properties = [new() { Name = id, Names = Say(zh, en), Kind = ValueKind.Number, Unit = "%" }],
    };

    private static CapabilityAction SetLevel(string property, string zh, string en) => new()
    {
        Id = "set",
        Names = Say("设置", "Set"),
        Arguments = [new() { Name = "level", Names = Say(zh, en), Kind = ValueKind.Number, Minimum = 0, Maximum = 100, Whole = true }],
        LeadsTo = new Dictionary<string, DeviceValue> { [property] = "{level}" },
    };

    private static CapabilityAction Step(string id, string zh, string en) => new() { Id = id, Names = Say(zh, en), Repeatable = false };

    private static ActionArgument Speed(string name, string zh, string en) =>
        new() { Name = name, Names = Say(zh, en), Kind = ValueKind.Number, Minimum = -1, Maximum = 1, Default = 0 };

    private static CapabilityAction Action(string id, string zh, string en, string property, DeviceValue value) =>
        new() { Id = id, Names = Say(zh, en), LeadsTo = new Dictionary<string, DeviceValue> { [property] = value } };

    private static Choice Option(string id, string zh, string en) => new() { Id = id, Zh = zh, En = en };

    private static Words Say(string zh, string en) => new() { Zh = zh, En = en };
}
