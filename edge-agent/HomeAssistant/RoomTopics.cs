using Tongtang.EdgeAgent.HubLink;

namespace Tongtang.EdgeAgent.HomeAssistant;

/// <summary>Where a room speaks at the broker; protocol/mqtt.md describes it. Pure.</summary>
/// <param name="Room">The room's id, or a name of the box while it belongs to none.</param>
/// <param name="Prefix">Of discovery.</param>
internal sealed record RoomTopics(string Room, string Prefix)
{
    /// <summary>The device that stands for the recorder; no device of the room can have this id.</summary>
    public const string Recorder = "_recorder";

    public static RoomTopics Of(HubIdentity identity, string prefix) => new(identity.Current?.Enrolled.RoomId ?? Environment.MachineName.ToLowerInvariant(), prefix);

    public string Online => $"tongtang/rooms/{Room}/online";

    public string Commands => $"tongtang/rooms/{Room}/+/+/set";

    /// <summary>All that this box announces, for taking back what is no more.</summary>
    public string OwnDiscovery => $"{Prefix}/device/tongtang-{Room}-";

    /// <summary>Discovery allows fewer characters than ids of devices.</summary>
    public string Discovery(string device) => $"{OwnDiscovery}{device.Replace('.', '_')}/config";

    public string DeviceOnline(string device) => $"tongtang/rooms/{Room}/{device}/online";

    public string State(string device, string property) => $"tongtang/rooms/{Room}/{device}/{property}/state";

    public string Set(string device, string capability) => $"tongtang/rooms/{Room}/{device}/{capability}/set";

    /// <summary>Device and capability of a command's topic, or null when it is none.</summary>
    public static (string Device, string Capability)? OfSet(string topic) =>
        topic.Split('/') is ["tongtang", "rooms", _, var device, var capability, "set"] ? (device, capability) : null;
}
