using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>Gathers <see cref="StatusView"/> from the features. Cheap enough to be read several times a second.</summary>
internal sealed class StatusReader(AgentOptions agent, PanelOptions panel, InstallerPin pin, HubSection hub, LessonSection lesson, StoresSection stores, RoomSection room)
{
    /// <summary>Raised when the status may have changed otherwise than by time passing.</summary>
    public IReadOnlyList<ChangeSignal> Changes { get; } = [.. lesson.Changes, .. stores.Changes, .. hub.Changes, .. room.Changes];

    public StatusView Read(bool installer)
    {
        var enrolled = hub.Enrolled;
        var now = hub.Link;
        return new StatusView(
            now.RoomName,
            now.SchoolName,
            enrolled?.RoomId,
            enrolled?.AgentId,
            BoxEnrolment.AgentVersion,
            agent.Language,
            pin.IsSet,
            installer,
            hub.ClockOffsetMs,
            panel.UndoSeconds,
            HubSection.View(now),
            lesson.Read(),
            stores.ReadStorage(),
            stores.ReadOutbox(),
            room.ReadDevices(),
            room.ReadScenes(),
            room.ReadAlarms(),
            hub.ReadLive(),
            hub.ReadOnlookers(),
            hub.ReadLesson(),
            hub.ReadTimetable());
    }
}
