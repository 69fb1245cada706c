using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Maintenance;

namespace Tongtang.HubServer.Fleet;

/// <summary>What a school is. 中心校, 教学点, 小学, 初中, 高中, 其他.</summary>
internal enum SchoolKind
{
    CentreSchool,
    TeachingPoint,
    Primary,
    Junior,
    Senior,
    Other,
}

/// <summary>A school's part in the programme. 示范, 实验, 试点.</summary>
internal enum SchoolTier
{
    None,
    Demonstration,
    Experimental,
    Pilot,
}

/// <summary>Whether a room's box is there.</summary>
internal enum Presence
{
    /// <summary>The room has no box yet.</summary>
    Unenrolled,
    Online,
    Offline,
}

/// <summary>The open alarms of all rooms of a place but those that are worked on.</summary>
/// <param name="Rooms">Rooms with one.</param>
/// <param name="Worst">critical, warning or notice; null when none is open.</param>
internal sealed record PlaceAlarms(int Rooms, string? Worst)
{
    /// <summary>One row for each room with an open alarm that is not worked on at <c>@now</c>, to join to <c>room</c>.</summary>
    public const string Join = $"""
        LEFT JOIN (SELECT room_id, MAX(severity) AS severity FROM alarm WHERE cleared_received_at_ms IS NULL AND room_id NOT IN ({MaintenanceCover.Rooms}) GROUP BY room_id) open_alarm
            ON open_alarm.room_id = room.id
        """;

    public const string Columns = "COUNT(open_alarm.room_id) AS alarm_rooms, COALESCE(MAX(open_alarm.severity), 0) AS worst_alarm";

    public static PlaceAlarms Of(int rooms, int worst) => new(rooms, worst == 0 ? null : ((AlarmSeverity)worst).Word());
}

/// <summary>A region with how many schools and rooms it has, and how those rooms are.</summary>
internal sealed record Region(string Id, string Name, int Schools, int Rooms, int Online, int Recording, int Offline, PlaceAlarms Alarms);

/// <summary>A school with how many rooms it has, and how those are.</summary>
/// <param name="LiveMegabitsPerSecond">What its boxes may send live, all together; null: as much as they like.</param>
/// <param name="LiveChat">Whether those who watch its rooms live may write to each other.</param>
internal sealed record School(
    string Id, string Name, string RegionId, string RegionName, SchoolKind Kind, SchoolTier Tier, double? LiveMegabitsPerSecond, bool LiveChat, int Rooms, int Online, int Recording, int Offline, PlaceAlarms Alarms)
{
    /// <summary>Words to find it by.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
}

/// <summary>One room with what its box last said.</summary>
/// <param name="Presence">Whether its box is connected.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Agent">Null while the room has no box.</param>
/// <param name="State">Null until the box has said something; kept, with the time in Since, while it is offline.</param>
internal sealed record Room(
    string Id,
    string Name,
    string SchoolId,
    string SchoolName,
    string RegionId,
    string RegionName,
    Presence Presence,
    DateTimeOffset Since,
    RoomAgent? Agent,
    RoomState? State,
    RoomAlarms Alarms)
{
    /// <summary>Words to find it by; those of its school are not among them.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>It is worked on until then, and nobody is called for its alarms; null: it is not.</summary>
    public DateTimeOffset? MaintenanceUntil { get; init; }
}

/// <summary>The box in a room.</summary>
/// <param name="Duplicated">Two machines were alive under its certificate; both are refused until a new join code is used.</param>
internal sealed record RoomAgent(string Id, string HostName, string Version, DateTimeOffset EnrolledAt, DateTimeOffset? CertificateExpiresAt, bool Duplicated);

internal enum RecorderState
{
    Idle,
    Starting,
    Recording,
    Paused,
    Stopping,
}

/// <summary>What the box last reported. The agents' feature fills it in from the link.</summary>
internal sealed record RoomState(
    RecorderState Recorder,
    string? RecordingId,
    string? Title,
    DateTimeOffset? StartedAt,
    IReadOnlyList<RoomSource> Sources,
    RoomStorage Storage,
    RoomUpload Upload,
    double? ClockOffsetMs)
{
    /// <summary>Of the lesson; null when nobody said, or an older box.</summary>
    public string? Teacher { get; init; }
}

/// <summary>One camera, screen or microphone.</summary>
/// <param name="State">cold, warm, recording or lost.</param>
/// <param name="AudioLevelDb">dBFS; null without sound.</param>
/// <param name="Problem">What is wrong with it, in English; null when nothing is.</param>
/// <param name="ProblemCode">The same, stable, such as <c>source_refused</c>; null when nothing is, or from an older box.</param>
internal sealed record RoomSource(
    string Name, string Role, string State, long Bytes, DateTimeOffset? LastFrameAt, double? AudioLevelDb, string? Problem, string? ProblemCode);

internal sealed record RoomStorage(long FreeBytes, double? HoursLeft);

internal sealed record RoomUpload(long PendingSegments, long PendingBytes);
