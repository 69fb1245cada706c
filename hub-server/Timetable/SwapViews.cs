namespace Tongtang.HubServer.Timetable;

internal enum SwapKind
{
    /// <summary>Another time or room (调课).</summary>
    Move,

    /// <summary>Two lessons take each other's time (对调).</summary>
    Exchange,

    /// <summary>Somebody else teaches it (代课).</summary>
    Substitute,

    /// <summary>It does not take place.</summary>
    Cancel,
}

/// <param name="Date">The date on which the lesson stands in the timetable.</param>
/// <param name="ToDate">Move: where it goes; nothing: it keeps its date.</param>
/// <param name="ToPeriod">Move: where it goes; nothing: it keeps its period.</param>
/// <param name="ToRoomId">Move: a room of the same school; nothing: it keeps its room.</param>
/// <param name="ToTeacher">Substitute: who teaches it.</param>
/// <param name="OtherLessonId">Exchange: the other lesson.</param>
/// <param name="OtherDate">Exchange: the date on which the other stands in the timetable.</param>
/// <param name="AllowConflicts">It is stored though another lesson is in its way.</param>
internal sealed record SwapWish(
    SwapKind Kind,
    string LessonId,
    DateOnly Date,
    DateOnly? ToDate = null,
    int? ToPeriod = null,
    string? ToRoomId = null,
    string? ToTeacher = null,
    string? OtherLessonId = null,
    DateOnly? OtherDate = null,
    string Reason = "",
    bool AllowConflicts = false);

/// <summary>One lesson of a swap: as it stood, and as it is taught. No <paramref name="ToDate"/>: not at all.</summary>
internal sealed record SwapChange(
    string LessonId,
    DateOnly Date,
    int Period,
    string RoomId,
    string RoomName,
    string Subject,
    string ClassName,
    string Teacher,
    DateOnly? ToDate,
    int? ToPeriod,
    string? ToRoomId,
    string? ToRoomName,
    string? ToTeacher);

/// <param name="RevokedAt">Not null: it was taken back.</param>
internal sealed record Swap(
    string Id, string SchoolId, SwapKind Kind, string Reason, string CreatedBy, DateTimeOffset CreatedAt, string? RevokedBy, DateTimeOffset? RevokedAt, IReadOnlyList<SwapChange> Changes);
