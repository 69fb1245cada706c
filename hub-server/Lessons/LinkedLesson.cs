using System.Collections.Immutable;

namespace Tongtang.HubServer.Lessons;

/// <summary>专递课堂, 双师课堂, 名师课堂, 名校网络课堂: one mechanism, other rights (<see cref="LessonRights"/>).</summary>
internal enum LessonMode
{
    Dedicated,
    DualTeacher,
    MasterTeacher,
    SchoolCourse,
}

/// <summary>待开课, 上课中, 异常, 已结束, 未开课.</summary>
internal enum LessonState
{
    Planned,
    Running,

    /// <summary>It runs, and a room that should be in it is not.</summary>
    Disturbed,
    Ended,

    /// <summary>It was not begun in time, or no receiving room was ever in it.</summary>
    Missed,
}

internal enum LessonRole
{
    Host,
    Receiver,
}

internal enum LayoutKind
{
    SideBySide,
    OneLarge,
    PictureInPicture,
}

/// <summary>Who or what ended a lesson.</summary>
internal enum LessonEnd
{
    Time,
    Host,
    Console,
}

/// <summary>How it stands with a room in a lesson that runs.</summary>
internal enum SpanKind
{
    /// <summary>Its box is there and does not have the host's picture yet.</summary>
    Waiting,
    In,

    /// <summary>It was in and is not now.</summary>
    Interrupted,

    /// <summary>It should be in and never was.</summary>
    Absent,

    /// <summary>On purpose.</summary>
    Left,
}

internal enum CheckResult
{
    Green,
    Amber,
    Red,
}

internal enum ReceptionState
{
    Waiting,
    Live,
    Lost,
}

/// <param name="MainSource">The host's source that is shown large; empty: the screen, or what there is.</param>
internal sealed record LessonLayout(LayoutKind Kind, string MainSource);

/// <summary>A stretch of time in a room's part; still open without <paramref name="To"/>.</summary>
/// <param name="Reason">A stable code, such as <c>box_away</c>, <c>picture_lost</c>, <c>hub_away</c>; null when there is nothing to explain.</param>
internal sealed record RoomSpan(SpanKind Kind, string? Reason, DateTimeOffset From, DateTimeOffset? To);

/// <summary>What was tried before the bell; null: not told yet.</summary>
/// <param name="Codes">What is wrong, stable, such as <c>source_lost</c>.</param>
internal sealed record LessonCheck(CheckResult? Picture, CheckResult? Sound, CheckResult? Line, IReadOnlyList<string> Codes, int RoundTripMs);

/// <summary>One source of another room as this room's box receives it. Counts run from the lesson's beginning, by the box.</summary>
/// <param name="LagMs">How far what is shown is behind its capture; 0: not known.</param>
internal sealed record Reception(string RoomId, string Source, ReceptionState State, DateTimeOffset Since, int Interruptions, long ReceivedMs, long LostMs, int LagMs);

/// <summary>One room's part in a lesson. Immutable.</summary>
internal sealed record LessonRoom
{
    public required string RoomId { get; init; }

    public required string RoomName { get; init; }

    public required string SchoolId { get; init; }

    public required string SchoolName { get; init; }

    public required string RegionId { get; init; }

    public required string RegionName { get; init; }

    public required LessonRole Role { get; init; }

    public DateTimeOffset? HandRaisedAt { get; init; }

    public bool Muted { get; init; }

    public bool WantsHelp { get; init; }

    public bool HasLeft { get; init; }

    public string? RecordingId { get; init; }

    /// <summary>Why it does not do its part; null when it does.</summary>
    public string? ProblemCode { get; init; }

    public string? Problem { get; init; }

    public LessonCheck? Check { get; init; }

    public ImmutableArray<Reception> Receptions { get; init; } = [];

    /// <summary>From the beginning of the lesson (or of its part), without a hole; the last one is open while the lesson runs.</summary>
    public ImmutableArray<RoomSpan> Spans { get; init; } = [];

    public bool WasIn => Spans.Any(span => span.Kind == SpanKind.In);
}

/// <summary>A lesson that links rooms: one host, one to three receivers. Immutable; <see cref="LessonCourse"/> and <see cref="LessonActs"/> make the next one.</summary>
internal sealed record LinkedLesson
{
    public const int MaxReceivers = 3;

    public required string Id { get; init; }

    public string? PairingId { get; init; }

    public required string PairingName { get; init; }

    public string? SeriesId { get; init; }

    /// <summary>The act of a box that began it: told twice, it is not begun twice.</summary>
    public string? ActId { get; init; }

    public required LessonMode Mode { get; init; }

    public required string Title { get; init; }

    public required string Teacher { get; init; }

    public LessonState State { get; init; }

    public required DateTimeOffset PlannedStart { get; init; }

    public required DateTimeOffset PlannedEnd { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public LessonEnd? EndedBy { get; init; }

    public required LessonLayout Layout { get; init; }

    public string? FloorRoomId { get; init; }

    public bool Record { get; init; }

    public bool FullDuplex { get; init; }

    /// <summary>The last one that boxes were told, as of when it was written.</summary>
    public long Revision { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>The host first.</summary>
    public required ImmutableArray<LessonRoom> Rooms { get; init; }

    public LessonRoom Host => Rooms[0];

    public bool IsRunning => State is LessonState.Running or LessonState.Disturbed;

    public bool IsOver => State is LessonState.Ended or LessonState.Missed;

    public LessonRoom? RoomOf(string roomId) => Rooms.FirstOrDefault(room => room.RoomId == roomId);

    /// <summary>The same lesson with one of its rooms changed.</summary>
    public LinkedLesson With(string roomId, Func<LessonRoom, LessonRoom> change)
    {
        var index = Rooms.IndexOf(RoomOf(roomId)!);
        var changed = change(Rooms[index]);
        return ReferenceEquals(changed, Rooms[index]) ? this : this with { Rooms = Rooms.SetItem(index, changed) };
    }
}
