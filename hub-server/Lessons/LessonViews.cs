namespace Tongtang.HubServer.Lessons;

/// <summary>A lesson as its list shows it, and as programs elsewhere are told of it.</summary>
/// <param name="SeriesId">The same for lessons that were planned together; null for one alone.</param>
/// <param name="EndedBy">time, host or console; null until then.</param>
/// <param name="DurationSeconds">It has run so long.</param>
/// <param name="QualitySeconds">Of these, with every room in.</param>
/// <param name="Interruptions">Times that a room was in and then was not.</param>
internal sealed record LinkedLessonItem(
    string Id,
    string? PairingId,
    string PairingName,
    string? SeriesId,
    LessonMode Mode,
    string Title,
    string Teacher,
    LessonState State,
    DateTimeOffset PlannedStart,
    DateTimeOffset PlannedEnd,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    LessonEnd? EndedBy,
    double DurationSeconds,
    double QualitySeconds,
    int Interruptions,
    IReadOnlyList<LinkedLessonRoomItem> Rooms);

/// <param name="Status">waiting, in, interrupted, absent or left; null before the lesson has begun.</param>
/// <param name="Reason">Why, as a stable code, such as box_away; null when there is nothing to explain.</param>
internal sealed record LinkedLessonRoomItem(string RoomId, string RoomName, string SchoolId, string SchoolName, LessonRole Role, SpanKind? Status, string? Reason);

/// <summary>A lesson with all that is known of its rooms.</summary>
/// <param name="FloorRoomId">The receiving room that is heard; null: the host is.</param>
/// <param name="Open">Its rooms have been told: it runs, or its bell is near.</param>
/// <param name="MayCommand">The caller may begin, end and lay it out.</param>
/// <param name="MaySpeak">Receiving rooms can be given the floor.</param>
internal sealed record LinkedLessonDetail(
    LinkedLessonItem Lesson,
    LessonLayout Layout,
    string? FloorRoomId,
    bool Record,
    bool FullDuplex,
    string RequestedBy,
    bool Open,
    bool MayCommand,
    bool MaySpeak,
    IReadOnlyList<LinkedLessonRoom> Rooms);

/// <summary>A picture of a room, to be watched at <c>/live/{room}/{name}</c>.</summary>
internal sealed record LinkedLessonSource(string Name, string Role);

/// <summary>One room's part.</summary>
/// <param name="Online">Its box is on the line now.</param>
/// <param name="Visible">The caller may look into the room: it is in their scope.</param>
/// <param name="Check">What was tried before the bell; null until it is told.</param>
/// <param name="Spans">How it stood with the room, from the beginning on.</param>
internal sealed record LinkedLessonRoom(
    string RoomId,
    string RoomName,
    string SchoolId,
    string SchoolName,
    LessonRole Role,
    bool Online,
    bool Visible,
    DateTimeOffset? HandRaisedAt,
    bool Muted,
    bool WantsHelp,
    bool HasLeft,
    string? RecordingId,
    string? ProblemCode,
    string? Problem,
    LessonCheck? Check,
    IReadOnlyList<LinkedLessonSource> Sources,
    IReadOnlyList<Reception> Receptions,
    IReadOnlyList<RoomSpan> Spans,
    double InSeconds,
    int Interruptions);

internal static class LessonViews
{
    public static LinkedLessonItem Item(this LinkedLesson lesson, DateTimeOffset now)
    {
        var figures = LessonFigures.Of(lesson, now);
        return new LinkedLessonItem(
            lesson.Id,
            lesson.PairingId,
            lesson.PairingName,
            lesson.SeriesId,
            lesson.Mode,
            lesson.Title,
            lesson.Teacher,
            lesson.State,
            lesson.PlannedStart,
            lesson.PlannedEnd,
            lesson.StartedAt,
            lesson.EndedAt,
            lesson.EndedBy,
            figures.DurationMs / 1000.0,
            figures.QualityMs / 1000.0,
            figures.Interruptions,
            [.. lesson.Rooms.Select(Item)]);
    }

    /// <param name="facts">What the hub knows of a room now.</param>
    /// <param name="covers">Whether the caller's scope covers the room.</param>
    public static LinkedLessonDetail Detail(this LinkedLesson lesson, bool open, DateTimeOffset now, Func<string, RoomFacts> facts, Func<LessonRoom, bool> covers) => new(
        lesson.Item(now),
        lesson.Layout,
        lesson.FloorRoomId,
        lesson.Record,
        lesson.FullDuplex,
        lesson.RequestedBy,
        open,
        covers(lesson.Host),
        LessonRights.Of(lesson.Mode).MaySpeak,
        [.. lesson.Rooms.Select(room => Room(lesson, room, now, facts(room.RoomId), covers(room)))]);

    private static LinkedLessonRoomItem Item(LessonRoom room) =>
        new(room.RoomId, room.RoomName, room.SchoolId, room.SchoolName, room.Role, room.Spans is [.., var last] ? last.Kind : null, room.Spans is [.., var why] ? why.Reason : null);

    private static LinkedLessonRoom Room(LinkedLesson lesson, LessonRoom room, DateTimeOffset now, RoomFacts facts, bool visible) => new(
        room.RoomId,
        room.RoomName,
        room.SchoolId,
        room.SchoolName,
        room.Role,
        facts.Online,
        visible,
        room.HandRaisedAt,
        room.Muted,
        room.WantsHelp,
        room.HasLeft,
        room.RecordingId,
        room.ProblemCode,
        room.Problem,
        room.Check,
        [.. facts.Sources.Where(source => source.HasPicture).Select(source => new LinkedLessonSource(source.Name, source.Role))],
        room.Receptions,
        room.Spans,
        LessonFigures.InMs(room, lesson.EndedAt ?? now) / 1000.0,
        LessonFigures.InterruptionsOf(lesson, room));
}
