using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>What a part must be before a room follows it: whatever the hub sends, a lesson has few rooms and one host. Pure.</summary>
internal static class LessonRules
{
    public const int MostRooms = 8;
    public const int MostSources = 32;
    private const int LongestText = 200;
    private const long LongestMs = 24 * 3_600_000;

    /// <summary>31 December 9999: no arithmetic on times up to here overflows.</summary>
    private const long LastMs = 253_402_300_799_999;

    /// <summary>What is wrong with it, one English sentence; null: it can be followed.</summary>
    public static string? Problem(LessonPart part, string roomId)
    {
        if (part.LessonId.Length == 0) return null;
        if (!MediaNames.IsRecording(part.LessonId)) return "lesson_id is not 32 lower-case hex digits";
        if (part.RecordingId.Length > 0 && !MediaNames.IsRecording(part.RecordingId)) return "recording_id is not 32 lower-case hex digits";
        if (part.Phase is not (LessonPhase.Check or LessonPhase.Running)) return $"phase is {part.Phase}; this box knows check and running";
        if (part.PlannedStartMs < 0 || part.PlannedEndMs > LastMs || part.PlannedEndMs <= part.PlannedStartMs || part.PlannedEndMs - part.PlannedStartMs > LongestMs)
            return $"the lesson is planned from {part.PlannedStartMs} to {part.PlannedEndMs} ms; allowed: an end within 24 hours after the start";
        if (!IsText(part.Title) || !IsText(part.Teacher)) return $"title or teacher is longer than {LongestText} characters, or has a control character";
        return RoomsProblem(part, roomId);
    }

    private static string? RoomsProblem(LessonPart part, string roomId)
    {
        if (part.Rooms.Count is < 2 or > MostRooms) return $"the lesson has {part.Rooms.Count} rooms; allowed: 2 to {MostRooms}";
        if (part.Rooms.Count(room => room.Role == LessonRole.Host) != 1 || part.Rooms[0].Role != LessonRole.Host) return "the first room, and no other, must be the host";
        if (part.Rooms.Skip(1).Any(room => room.Role != LessonRole.Receiver)) return "all rooms but the first must be receivers";
        if (part.Rooms.Select(room => room.RoomId).Distinct(StringComparer.Ordinal).Count() != part.Rooms.Count) return "a room is named twice";
        if (part.Rooms.Count(room => room.HasFloor) > 1) return "two rooms have the floor";
        if (part.Rooms.FirstOrDefault(room => room.RoomId == roomId)?.Role is not { } own || own != part.Role) return "this room is not among the rooms, or in another role";
        return part.Rooms.Select(RoomProblem).FirstOrDefault(problem => problem is not null);
    }

    private static string? RoomProblem(LessonRoom room)
    {
        if (!MediaNames.IsRecording(room.RoomId)) return "a room's id is not 32 lower-case hex digits";
        if (!IsText(room.RoomName) || !IsText(room.SchoolName)) return $"a room's name is longer than {LongestText} characters, or has a control character";
        if (room.HandRaisedMs is < 0 or > LastMs) return $"a hand was raised at {room.HandRaisedMs} ms";
        if (room.Sources.Count > MostSources || room.Sources.Any(source => !MediaNames.IsView(source.Name))) return $"a room has more than {MostSources} sources, or one with an impossible name";
        return null;
    }

    private static bool IsText(string text) => text.Length <= LongestText && !text.Any(char.IsControl);
}
