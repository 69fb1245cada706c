using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Alarms;

/// <summary>A row of the list's query.</summary>
internal sealed record AlarmRow
{
    public required string Id { get; init; }

    public required string RoomId { get; init; }

    public required string RoomName { get; init; }

    public required string SchoolId { get; init; }

    public required string SchoolName { get; init; }

    public required string RegionId { get; init; }

    public required string RegionName { get; init; }

    public required string Origin { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public int Severity { get; init; }

    public required string State { get; init; }

    public long RaisedAtMs { get; init; }

    public long RaisedReceivedAtMs { get; init; }

    public long ChangedAtMs { get; init; }

    public long? ClearedAtMs { get; init; }

    public long? AcknowledgedAtMs { get; init; }

    public string? AcknowledgedBy { get; init; }

    public string? Note { get; init; }

    public long? SuppressedUntilMs { get; init; }

    public required string RecordingId { get; init; }

    public required string Details { get; init; }

    public long Occurrences { get; init; }

    public string? CauseId { get; init; }

    public int Followers { get; init; }

    public long? MaintenanceUntilMs { get; init; }

    public AlarmItem Item() => new(
        Id,
        RoomId,
        RoomName,
        SchoolId,
        SchoolName,
        RegionId,
        RegionName,
        Words.Enum<AlarmOrigin>(Origin),
        Kind,
        Subject,
        (AlarmSeverity)Severity,
        Words.Enum<AlarmState>(State),
        Time(RaisedAtMs),
        Time(RaisedReceivedAtMs),
        Time(ChangedAtMs),
        Time(ClearedAtMs),
        Time(AcknowledgedAtMs),
        AcknowledgedBy,
        Note,
        Time(SuppressedUntilMs),
        RecordingId.Length == 0 ? null : RecordingId,
        AlarmLists.Details(Details),
        Occurrences,
        CauseId,
        Followers,
        Time(MaintenanceUntilMs));

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static DateTimeOffset? Time(long? ms) => ms is { } known ? Time(known) : null;
}
