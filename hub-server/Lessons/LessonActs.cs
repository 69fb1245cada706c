using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Lessons;

/// <summary>Why something cannot be: a stable code, and English for logs.</summary>
internal sealed record LessonFault(string Code, string Message)
{
    public static readonly LessonFault NotRunning = new("lesson_not_running", "The lesson does not run.");
    public static readonly LessonFault NotHost = new("not_host", "Only the host does that.");
    public static readonly LessonFault NotReceiver = new("not_receiver", "Only a receiving room does that.");
    public static readonly LessonFault RoomNotInLesson = new("room_not_in_lesson", "That room is not in this lesson.");
    public static readonly LessonFault FloorForbidden = new("floor_forbidden", "In a lesson of this mode receiving rooms are not heard.");
    public static readonly LessonFault LessonFull = new("lesson_full", $"A lesson has at most {LinkedLesson.MaxReceivers} receiving rooms.");
}

/// <summary>What people do in a lesson that runs, as decisions: the next lesson, or why not. Pure.</summary>
internal static class LessonActs
{
    public static LessonFault? Hand(LinkedLesson lesson, string roomId, bool raised, DateTimeOffset now, out LinkedLesson next)
    {
        next = lesson;
        if (ReceiverFault(lesson, roomId) is { } fault) return fault;
        if (raised && lesson.FloorRoomId is null && LessonRights.Of(lesson.Mode).TakesFreeFloor) next = lesson with { FloorRoomId = roomId };
        else if (raised) next = lesson.With(roomId, room => room.HandRaisedAt is null ? room with { HandRaisedAt = now } : room);
        else next = Lower(lesson, roomId);
        return null;
    }

    /// <param name="roomId">Null takes the floor back.</param>
    public static LessonFault? Floor(LinkedLesson lesson, string? roomId, out LinkedLesson next)
    {
        next = lesson;
        if (!lesson.IsRunning) return LessonFault.NotRunning;
        if (roomId is null)
        {
            next = lesson.FloorRoomId is null ? lesson : lesson with { FloorRoomId = null };
            return null;
        }
        if (!LessonRights.Of(lesson.Mode).MaySpeak) return LessonFault.FloorForbidden;
        if (lesson.RoomOf(roomId) is not { Role: LessonRole.Receiver, HasLeft: false }) return LessonFault.RoomNotInLesson;
        var down = Lower(lesson, roomId);
        next = down.FloorRoomId == roomId ? down : down with { FloorRoomId = roomId };
        return null;
    }

    public static LessonFault? Mute(LinkedLesson lesson, string roomId, bool muted, out LinkedLesson next)
    {
        next = lesson;
        if (PartFault(lesson, roomId) is { } fault) return fault;
        next = lesson.With(roomId, room => room.Muted == muted ? room : room with { Muted = muted });
        return null;
    }

    public static LessonFault? Help(LinkedLesson lesson, string roomId, bool wanted, out LinkedLesson next)
    {
        next = lesson;
        if (PartFault(lesson, roomId) is { } fault) return fault;
        next = lesson.With(roomId, room => room.WantsHelp == wanted ? room : room with { WantsHelp = wanted });
        return null;
    }

    public static LessonFault? Layout(LinkedLesson lesson, LessonLayout layout, out LinkedLesson next)
    {
        next = lesson;
        if (!lesson.IsRunning) return LessonFault.NotRunning;
        if (layout.MainSource.Length > 0 && !MediaNames.IsView(layout.MainSource)) return new LessonFault("source_invalid", "A source is named by a-z, 0-9 and -.");
        next = lesson.Layout == layout ? lesson : lesson with { Layout = layout };
        return null;
    }

    public static LessonFault? Leave(LinkedLesson lesson, string roomId, out LinkedLesson next)
    {
        next = lesson;
        if (ReceiverFault(lesson, roomId) is { } fault) return fault;
        next = Lower(lesson, roomId).With(roomId, room => room with { HasLeft = true, WantsHelp = false });
        if (next.FloorRoomId == roomId) next = next with { FloorRoomId = null };
        return null;
    }

    /// <summary>A room joins, or comes back.</summary>
    public static LessonFault? Invite(LinkedLesson lesson, LessonRoom room, out LinkedLesson next)
    {
        next = lesson;
        if (!lesson.IsRunning) return LessonFault.NotRunning;
        if (lesson.RoomOf(room.RoomId) is { } known)
        {
            if (known.Role == LessonRole.Host) return LessonFault.NotReceiver;
            if (known.HasLeft && IsFull(lesson)) return LessonFault.LessonFull;
            next = known.HasLeft ? lesson.With(room.RoomId, left => left with { HasLeft = false, Receptions = [] }) : lesson;
            return null;
        }
        if (IsFull(lesson)) return LessonFault.LessonFull;
        next = lesson with { Rooms = lesson.Rooms.Add(room) };
        return null;
    }

    /// <summary>Whether this room's people may end it for all.</summary>
    public static bool MayEnd(LinkedLesson lesson, string roomId) => lesson.Host.RoomId == roomId || (LessonRights.Of(lesson.Mode).ReceiverBegins && lesson.RoomOf(roomId) is not null);

    private static bool IsFull(LinkedLesson lesson) => lesson.Rooms.Count(room => room is { Role: LessonRole.Receiver, HasLeft: false }) >= LinkedLesson.MaxReceivers;

    /// <summary>Whoever lowers its hand gives the floor back, too.</summary>
    private static LinkedLesson Lower(LinkedLesson lesson, string roomId)
    {
        var next = lesson.With(roomId, room => room.HandRaisedAt is null ? room : room with { HandRaisedAt = null });
        return next.FloorRoomId == roomId ? next with { FloorRoomId = null } : next;
    }

    private static LessonFault? PartFault(LinkedLesson lesson, string roomId) =>
        !lesson.IsRunning ? LessonFault.NotRunning : lesson.RoomOf(roomId) is not { HasLeft: false } ? LessonFault.RoomNotInLesson : null;

    private static LessonFault? ReceiverFault(LinkedLesson lesson, string roomId) =>
        PartFault(lesson, roomId) ?? (lesson.RoomOf(roomId)!.Role == LessonRole.Host ? LessonFault.NotReceiver : null);
}
