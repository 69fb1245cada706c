namespace Tongtang.HubServer.Recordings;

internal enum RequestState
{
    Waiting,
    Accepted,
    Returned,
    Withdrawn,
}

/// <summary>A wish that a recording be shown to more people, and what came of it.</summary>
/// <param name="Visibility">What is asked for.</param>
/// <param name="Note">Of whoever asks.</param>
/// <param name="Word">Of whoever decided.</param>
internal sealed record ApprovalRequest(
    string Id,
    string RecordingId,
    string Title,
    string Teacher,
    string RoomName,
    string SchoolName,
    DateTimeOffset StartedAt,
    double DurationSeconds,
    Visibility Visibility,
    RequestState State,
    string AskedBy,
    DateTimeOffset AskedAt,
    string Note,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string Word);
