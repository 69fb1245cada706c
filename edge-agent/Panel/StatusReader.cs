using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Health;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>Gathers <see cref="StatusView"/> from the features. Cheap enough to be read several times a second.</summary>
internal sealed class StatusReader(
    AgentOptions agent,
    PanelOptions panel,
    HubIdentity identity,
    LinkBoard link,
    HubClock clock,
    Recorder recorder,
    Journal journal,
    SnapshotBoard board,
    StorageGauge storage,
    UploadBoard uploads,
    OutboxStore outbox,
    AlarmBook alarms,
    DeviceBook devices,
    EquipmentStore equipment,
    SceneBoard scenes,
    InstallerPin pin)
{
    private const int RejectedShown = 20;

    public StatusView Read(bool installer)
    {
        var enrolled = identity.Current?.Enrolled;
        var now = link.Current;
        var disk = storage.Read();
        var (segments, bytes) = journal.PendingTotals();
        var items = outbox.Counts;
        return new StatusView(
            now.RoomName,
            now.SchoolName,
            enrolled?.RoomId,
            enrolled?.AgentId,
            BoxEnrolment.AgentVersion,
            agent.Language,
            pin.IsSet,
            installer,
            clock.Offset is { } offset ? (long)offset.TotalMilliseconds : null,
            panel.UndoSeconds,
            new HubView(StateOf(now.Phase), now.Since, now.Problem),
            ReadRecorder(recorder.Status),
            new StorageView(disk.FreeBytes, Math.Round(disk.HoursLeft, 2)),
            new OutboxView(items.Sum(c => c.Pending), segments, bytes, items.Sum(c => c.Evicted), [.. ReadRejected().Take(RejectedShown)]),
            [.. devices.Devices.Values.Select(DeviceStatusView.Of)],
            SceneView.Of(equipment.Current, scenes),
            [.. alarms.Raised.Select(a => new AlarmView(a.Key, a.Kind, a.Subject, a.RaisedAt, a.RecordingId.Length == 0 ? null : a.RecordingId, a.Details))]);
    }

    private IEnumerable<RejectedView> ReadRejected() =>
        uploads.Refused.Select(r => new RejectedView(r.RecordingId, Track: null, Number: null, r.Code, r.Reason))
            .Concat(uploads.Rejected.Select(r => new RejectedView(r.Key.RecordingId, r.Key.Track, r.Key.Number, r.Code, r.Reason)));

    private RecorderView ReadRecorder(RecorderStatus status) => new(
        status.State,
        status.RecordingId,
        status.RecordingId is null ? null : status.Title,
        status.RecordingId is null ? null : status.Teacher,
        status.StartedAt,
        Math.Round(status.Elapsed.TotalSeconds, 1),
        status.PlannedEnd,
        status.UndoUntil,
        status.Covered,
        [.. status.Sources.Select(ReadSource)]);

    private SourceView ReadSource(SourceStatus source)
    {
        var sound = board.Sound(source.Name);
        var picture = board.Picture(source.Name) ?? (source.State == SourceState.Cold ? board.LastPicture(source.Name) : null);
        return new SourceView(
            source.Name,
            source.Role,
            source.State,
            source.Bytes,
            source.LastFrameAt,
            sound is null ? null : Math.Round(sound.RmsDb, 1),
            sound is null ? null : Math.Round(sound.PeakDb, 1),
            source.Problem.Length == 0 ? null : source.Problem,
            source.ProblemCode.Length == 0 ? null : source.ProblemCode,
            picture is null ? null : $"/api/v1/pictures/{source.Name}?at={picture.TakenAt.ToUnixTimeMilliseconds()}",
            picture?.TakenAt);
    }

    private static HubState StateOf(LinkPhase phase) => phase switch
    {
        LinkPhase.Unenrolled => HubState.Unenrolled,
        LinkPhase.Online => HubState.Online,
        _ => HubState.Offline,
    };
}
