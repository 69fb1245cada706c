namespace Tongtang.HubServer.Devices;

/// <summary>How a device is, as its box told last.</summary>
internal enum DeviceHealth
{
    Connecting,
    Online,
    Offline,

    /// <summary>Switched off by a person: not spoken to.</summary>
    Disabled,
}

/// <param name="Code">Stable, e.g. <c>device_unreachable</c>.</param>
/// <param name="Message">English, for whoever looks after it.</param>
internal sealed record DeviceProblem(string Code, string Message);

/// <summary>One device of a room.</summary>
/// <param name="State">As its box told last; when the room is offline, that is old.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Properties">Its state by property, such as power; what is not known is left out.</param>
/// <param name="Readings">Its last readings by name; their history is in the readings.</param>
/// <param name="Identity">What it says of itself: manufacturer, model, firmware, serial, name.</param>
/// <param name="Description">Names what it can do; null until the hub has been told.</param>
internal sealed record Device(
    string Id,
    string Name,
    string Driver,
    DeviceHealth State,
    DateTimeOffset? Since,
    DeviceProblem? Problem,
    IReadOnlyDictionary<string, PropertyValue> Properties,
    IReadOnlyDictionary<string, double> Readings,
    IReadOnlyDictionary<string, string> Identity,
    string? Description);

/// <summary>A row of commands of a room that is run by its name.</summary>
/// <param name="LastRun">Null when it has not run.</param>
internal sealed record Scene(string Id, string NameZh, string NameEn, SceneRunView? LastRun);

/// <param name="EndedAt">Null while it runs.</param>
/// <param name="StartedBy"><c>panel</c>, <c>hub:user</c>, <c>key:device/key</c>, <c>rule:id</c> or <c>timetable</c>.</param>
internal sealed record SceneRunView(DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string StartedBy, IReadOnlyList<string> FailedSteps);

/// <summary>The devices of a room as its box told them last. Never changed: a newer one takes its place.</summary>
/// <param name="Hash">The box's name for this state; empty when it gave none.</param>
internal sealed record DeviceSet(string AgentId, string Hash, DateTimeOffset HeardAt, IReadOnlyList<Device> Devices, IReadOnlyList<Scene> Scenes)
{
    public Device? Find(string id) => Devices.FirstOrDefault(device => device.Id == id);
}

/// <summary>The answer of <c>GET /api/v1/rooms/{id}/devices</c>.</summary>
/// <param name="Live">The room's box is connected; else everything here is as old as HeardAt.</param>
/// <param name="HeardAt">When the box last told something new; null when it never has.</param>
/// <param name="Descriptions">What the devices can do, by the hash that they name.</param>
/// <param name="Forbidden">Capabilities that the school does not let anyone use from outside.</param>
internal sealed record RoomDevices(
    string RoomId,
    bool Live,
    DateTimeOffset? HeardAt,
    IReadOnlyList<Device> Items,
    IReadOnlyList<Scene> Scenes,
    IReadOnlyDictionary<string, DriverDescription> Descriptions,
    IReadOnlyList<string> Forbidden);

/// <summary>The event <c>devices</c>: the devices of a room, without what stays the same.</summary>
internal sealed record DevicesEvent(string RoomId, DateTimeOffset HeardAt, IReadOnlyList<Device> Items, IReadOnlyList<Scene> Scenes);
