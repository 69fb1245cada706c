using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.PjLink;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.HomeAssistant;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.Devices;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.HomeAssistant;

/// <summary>Messages by mosquitto_sub and mosquitto_pub at a real Mosquitto; the room has a simulated projector.</summary>
public sealed class HomeAssistantTests
{
    private static readonly RoomTopics s_topics = new("r1", "homeassistant");

    [Fact]
    public void Announcement_OfADevice_DescribesItAndItsValues()
    {
        var device = new DeviceSnapshot
        {
            Options = DeviceRoom.Projector(new DeviceConnection { Kind = ConnectionKind.Tcp }),
            Health = DeviceHealth.Online,
            Since = default,
            Capabilities = [Capabilities.Power, Capabilities.Volume, Capabilities.Readings([KnownReadings.Of("lamp_hours")])],
            Properties = ImmutableSortedDictionary<string, DeviceValue>.Empty.Add("power", "standby").Add("volume", 30),
            Readings = ImmutableSortedDictionary<string, double>.Empty.Add("lamp_hours", 1200),
        };
        var messages = RoomAnnouncements.Of(s_topics, "301", new RecorderStatus { State = RecorderState.Recording }, [device], commands: true);
        var described = JsonNode.Parse(messages["homeassistant/device/tongtang-r1-projector/config"])!;
        Assert.Equal("switch", (string)described["cmps"]!["power"]!["p"]!);
        Assert.Equal("number", (string)described["cmps"]!["volume"]!["p"]!);
        Assert.Equal("sensor", (string)described["cmps"]!["lamp_hours"]!["p"]!);
        Assert.Equal("standby", messages["tongtang/rooms/r1/projector/power/state"]);
        Assert.Equal("1200", messages["tongtang/rooms/r1/projector/lamp_hours/state"]);
        Assert.Equal("online", messages["tongtang/rooms/r1/projector/online"]);
        Assert.Equal("on", messages["tongtang/rooms/r1/_recorder/recording/state"]);

        var silent = RoomAnnouncements.Of(s_topics, "301", new RecorderStatus { State = RecorderState.Idle }, [device], commands: false);
        Assert.DoesNotContain(silent.Values, message => message.Contains("cmd_t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("on", "on")]
    [InlineData("melt", null)]
    [InlineData("", null)]
    public void Command_OfPower_IsOneOfItsActions(string payload, string? action) => Assert.Equal(action, RoomAnnouncements.Command(Capabilities.Power, payload)?.Action);

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("NaN", null)]
    [InlineData("loud", null)]
    public void Command_OfVolume_IsANumber(string payload, double? level) => Assert.Equal(level, RoomAnnouncements.Command(Capabilities.Volume, payload)?.Number("level"));

    [Fact]
    public async Task Room_Announced_IsSeenCommandedAndTakenBack()
    {
        await using var broker = await Mosquitto.StartAsync();
        await broker.PublishAsync($"homeassistant/device/tongtang-{Environment.MachineName.ToLowerInvariant()}-gone/config", "{}", "-r");
        await using var states = await broker.ListenAsync("tongtang/rooms/+/projector/power/state");
        await using var removed = await broker.ListenAsync("homeassistant/device/+/config");
        await using var projector = SimulatorHost.Start(new PjLinkSimulator(TimeProvider.System), ConnectionKind.Tcp);
        await using var box = new TestBox
        {
            Settings = [("Broker:Kind", "other"), ("Broker:Address", $"mqtt://127.0.0.1:{broker.Port}"), ("HomeAssistant:Announce", "true"), ("HomeAssistant:AllowCommands", "true")],
        };
        await box.StartAsync();
        await box.Get<EquipmentStore>().ReplaceAsync(new Equipment { Devices = [DeviceRoom.Projector(projector.Connection)] }, CancellationToken.None);
        Assert.EndsWith("standby", await states.NextAsync(), StringComparison.Ordinal);
        await broker.PublishAsync($"tongtang/rooms/{Environment.MachineName.ToLowerInvariant()}/projector/power/set", "on", "-q", "1");
        Assert.EndsWith("warming", await states.NextAsync(), StringComparison.Ordinal);
        Assert.Contains(box.Get<CommandHistory>().Last(), past => past is { Device: "projector", RequestedBy: "homeassistant" });

        var gone = await removed.NextAsync();
        while (!gone.EndsWith("-gone/config (null)", StringComparison.Ordinal) && !gone.EndsWith("-gone/config ", StringComparison.Ordinal)) gone = await removed.NextAsync();
    }

    [Fact]
    public async Task Room_NotAllowed_IsNotCommanded()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var states = await broker.ListenAsync("tongtang/rooms/+/projector/power/state");
        await using var projector = SimulatorHost.Start(new PjLinkSimulator(TimeProvider.System), ConnectionKind.Tcp);
        await using var box = new TestBox { Settings = [("Broker:Kind", "other"), ("Broker:Address", $"mqtt://127.0.0.1:{broker.Port}"), ("HomeAssistant:Announce", "true")] };
        await box.StartAsync();
        await box.Get<EquipmentStore>().ReplaceAsync(new Equipment { Devices = [DeviceRoom.Projector(projector.Connection)] }, CancellationToken.None);
        await states.NextAsync();
        await broker.PublishAsync($"tongtang/rooms/{Environment.MachineName.ToLowerInvariant()}/projector/power/set", "on", "-q", "1");
        await broker.PublishAsync("homeassistant/status", "online", "-q", "1");
        // All is said again, and it is still off.
        Assert.EndsWith("standby", await states.NextAsync(), StringComparison.Ordinal);
        Assert.Empty(box.Get<CommandHistory>().Last());
    }
}
