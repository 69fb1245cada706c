using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>The room's devices, its scenes and what is wrong in it, for <see cref="StatusReader"/>.</summary>
internal sealed class RoomSection(DeviceBook devices, EquipmentStore equipment, SceneBoard scenes, AlarmBook alarms)
{
    public IReadOnlyList<ChangeSignal> Changes => [devices.Changed, equipment.Changed, scenes.Changed, alarms.Changed];

    public IReadOnlyList<DeviceStatusView> ReadDevices() => [.. devices.Devices.Values.Select(DeviceStatusView.Of)];

    public IReadOnlyList<SceneView> ReadScenes() => SceneView.Of(equipment.Current, scenes);

    public IReadOnlyList<AlarmView> ReadAlarms() =>
        [.. alarms.Raised.Select(a => new AlarmView(a.Key, a.Kind, a.Subject, a.RaisedAt, a.RecordingId.Length == 0 ? null : a.RecordingId, a.Details))];
}
