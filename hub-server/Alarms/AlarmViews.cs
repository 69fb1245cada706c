namespace Tongtang.HubServer.Alarms;

internal enum AlarmState
{
    /// <summary>Open, and nobody has said that they see to it.</summary>
    Raised,
    Acknowledged,
    Cleared,
}

/// <summary>Who noticed.</summary>
internal enum AlarmOrigin
{
    Box,
    Hub,
}

internal enum AlarmStep
{
    Raised,
    Changed,
    Acknowledged,
    Suppressed,

    /// <summary>A person took the suppression back.</summary>
    Resumed,
    Cleared,
}

/// <summary>An alarm as its list shows it.</summary>
/// <param name="Kind">Stable name of the rule; kinds that this hub does not know come through as the box named them.</param>
/// <param name="Subject">The source, device or recording it is about; may be empty.</param>
/// <param name="RaisedAt">By the clock of who raised it.</param>
/// <param name="ReceivedAt">When the hub learned of it.</param>
/// <param name="SuppressedUntil">Until then nobody is called for it; null, or past, when it is not suppressed.</param>
/// <param name="CauseId">The open alarm that explains this one: its box is away.</param>
/// <param name="Followers">Open alarms that this one explains.</param>
/// <param name="MaintenanceUntil">Its room is worked on until then, and nobody is called for it; null: it is not, or the alarm is cleared.</param>
internal sealed record AlarmItem(
    string Id,
    string RoomId,
    string RoomName,
    string SchoolId,
    string SchoolName,
    string RegionId,
    string RegionName,
    AlarmOrigin Origin,
    string Kind,
    string Subject,
    AlarmSeverity Severity,
    AlarmState State,
    DateTimeOffset RaisedAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset ChangedAt,
    DateTimeOffset? ClearedAt,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy,
    string? Note,
    DateTimeOffset? SuppressedUntil,
    string? RecordingId,
    IReadOnlyDictionary<string, string> Details,
    long Occurrences,
    string? CauseId,
    int Followers,
    DateTimeOffset? MaintenanceUntil);

/// <summary>One thing that happened to an alarm.</summary>
/// <param name="At">By the clock of who said it.</param>
/// <param name="ReceivedAt">By the hub's clock.</param>
/// <param name="Caller">The person or program that did it; null for the box and the hub itself.</param>
/// <param name="Details">What was said with it; null when nothing was, or too much to keep.</param>
internal sealed record AlarmHistoryItem(
    AlarmStep Step, DateTimeOffset At, DateTimeOffset ReceivedAt, string? Caller, string? Note, DateTimeOffset? Until, IReadOnlyDictionary<string, string>? Details);

/// <summary>An alarm with what happened to it, newest first.</summary>
internal sealed record AlarmDetail(AlarmItem Alarm, IReadOnlyList<AlarmHistoryItem> History);

/// <summary>The open alarms of a room; while its box is away, what the box had raised is not counted apart.</summary>
/// <param name="Worst">critical, warning or notice; null when none is open.</param>
internal sealed record RoomAlarms(int Open, string? Worst);
