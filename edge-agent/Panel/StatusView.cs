using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Timetable;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>What <c>GET /api/v1/status</c> and the event <c>status</c> say.</summary>
/// <param name="RoomId">Null until the box is enrolled, as all that the hub gives.</param>
/// <param name="Language">zh or en: what the pages speak until a person chooses.</param>
/// <param name="PinSet">Whether an installer has set the PIN.</param>
/// <param name="Installer">Whether the caller is in the installer's session.</param>
/// <param name="ClockOffsetMs">Hub time minus the box's; null until measured.</param>
/// <param name="Live">Null while nobody watches the room.</param>
/// <param name="Onlookers">Who looks into the room through the hub; null: nobody.</param>
/// <param name="Lesson">The linked lesson that the room takes part in; null: none.</param>
/// <param name="Timetable">What is taught here; null: the hub has told none.</param>
/// <param name="UndoSeconds">How long a stop on the panel can be undone.</param>
internal sealed record StatusView(
    string Room,
    string School,
    string? RoomId,
    string? AgentId,
    string Version,
    string Language,
    bool PinSet,
    bool Installer,
    long? ClockOffsetMs,
    int UndoSeconds,
    HubView Hub,
    RecorderView Recorder,
    StorageView Storage,
    OutboxView Outbox,
    IReadOnlyList<DeviceStatusView> Devices,
    IReadOnlyList<SceneView> Scenes,
    IReadOnlyList<AlarmView> Alarms,
    LiveView? Live,
    Onlookers? Onlookers,
    LessonView? Lesson,
    TimetableView? Timetable);

/// <param name="Sources">Their names.</param>
/// <param name="Quality">What is sent: full, reduced (a small picture), keyframes (with sound) or sound.</param>
/// <param name="Reason">Why it is not all: none, line (it carries no more), room (this box's setting) or school (its budget).</param>
/// <param name="Rooms">Among how many rooms of the school its budget is divided; 0: it has none.</param>
internal sealed record LiveView(IReadOnlyList<string> Sources, LiveLevel Quality, LiveReason Reason, int Rooms);

internal enum HubState
{
    Online,
    Offline,
    Unenrolled,
}

/// <param name="Problem">Why it is offline, in English, for the installer; null when nothing is known.</param>
internal sealed record HubView(HubState State, DateTimeOffset Since, string? Problem);

/// <param name="ElapsedSeconds">Since the start, pauses counted.</param>
/// <param name="UndoUntil">While stopping: until when it can be undone.</param>
internal sealed record RecorderView(
    RecorderState State,
    string? RecordingId,
    string? Title,
    string? Teacher,
    LessonTag? Lesson,
    DateTimeOffset? StartedAt,
    double ElapsedSeconds,
    DateTimeOffset? PlannedEnd,
    DateTimeOffset? UndoUntil,
    bool Covered,
    IReadOnlyList<SourceView> Sources);

/// <param name="Bytes">Captured in this recording.</param>
/// <param name="AudioLevelDb">RMS of the last 200 ms, dBFS; null without sound.</param>
/// <param name="Problem">Why it is lost, in English, without any secret; null when it is not.</param>
/// <param name="Picture">Address of the newest picture, another one for each, an old one while the source is cold; null when there is none.</param>
/// <param name="PictureAt">When it was taken.</param>
internal sealed record SourceView(
    string Name,
    SourceRole Role,
    SourceState State,
    long Bytes,
    DateTimeOffset? LastFrameAt,
    double? AudioLevelDb,
    double? AudioPeakDb,
    string? Problem,
    string? ProblemCode,
    string? Picture,
    DateTimeOffset? PictureAt);

internal sealed record StorageView(long FreeBytes, double HoursLeft);

/// <param name="PendingReadings">Items of every class that the hub does not have yet, not only readings.</param>
/// <param name="Evicted">Items that were deleted unsent to make room, since the box was set up.</param>
/// <param name="Rejected">What the hub refuses; it stays on the box.</param>
internal sealed record OutboxView(long PendingReadings, long PendingSegments, long PendingBytes, long Evicted, IReadOnlyList<RejectedView> Rejected);

/// <param name="Track">Null, as the number: the whole recording is refused.</param>
/// <param name="Code">The hub's stable code, e.g. <c>segment_hash_wrong</c>.</param>
internal sealed record RejectedView(string RecordingId, string? Track, int? Number, string Code, string Reason);

/// <param name="Kind">Stable, e.g. <c>no_sound</c>; pages have words for it.</param>
/// <param name="Subject">The source or the store it is about; empty: the box.</param>
/// <param name="Details">Numbers as text, with a point.</param>
internal sealed record AlarmView(string Key, string Kind, string Subject, DateTimeOffset RaisedAt, string? RecordingId, IReadOnlyDictionary<string, string> Details);
