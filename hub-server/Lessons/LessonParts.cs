using Tongtang.HubServer.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Lessons;

/// <summary>What the hub knows of a room besides its part in the lesson.</summary>
internal sealed record RoomFacts(bool Online, IReadOnlyList<LessonSource> Sources);

/// <summary>What boxes are told of a lesson, and what they may then pull. Pure.</summary>
internal static class LessonParts
{
    /// <summary>The lesson as one of its rooms is told it, without its revision.</summary>
    public static LessonPart Of(LinkedLesson lesson, string roomId, Func<string, RoomFacts> facts)
    {
        var part = new LessonPart
        {
            LessonId = lesson.Id,
            Mode = Mode(lesson.Mode),
            Phase = lesson.IsRunning ? LessonPhase.Running : LessonPhase.Check,
            Role = Role(lesson.RoomOf(roomId)!),
            Title = lesson.Title,
            Teacher = lesson.Teacher,
            PlannedStartMs = lesson.PlannedStart.ToUnixTimeMilliseconds(),
            PlannedEndMs = lesson.PlannedEnd.ToUnixTimeMilliseconds(),
            Record = lesson.Record,
            FullDuplex = IsFullDuplex(lesson),
            RecordingId = lesson.Host.RecordingId ?? "",
            Layout = Layout(lesson.Layout),
        };
        part.Rooms.AddRange(lesson.Rooms.Where(room => !room.HasLeft).Select(room => Room(lesson, room, facts(room.RoomId))));
        return part;
    }

    /// <summary>
    /// Each room may have what each other one shows. Sound goes with it only while the lesson runs, and, unless all rooms have
    /// echo-cancelled sound, of one room at a time: of the receiver that has the floor, else of the host. Were two heard at
    /// once, each would hear itself from the other's loudspeakers.
    /// </summary>
    public static IReadOnlyList<RoomLink> Links(LinkedLesson lesson, Func<string, RoomFacts> facts)
    {
        var rooms = lesson.Rooms.Where(room => !room.HasLeft).ToList();
        return
        [
            .. from room in rooms
               let names = facts(room.RoomId).Sources.Select(source => source.Name).ToHashSet(StringComparer.Ordinal)
               from other in rooms
               where other.RoomId != room.RoomId
               select new RoomLink(room.RoomId, other.RoomId, names, IsHeard(lesson, room)),
        ];
    }

    public static Protocol.V1.LessonMode Mode(LessonMode mode) => mode switch
    {
        LessonMode.DualTeacher => Protocol.V1.LessonMode.DualTeacher,
        LessonMode.MasterTeacher => Protocol.V1.LessonMode.MasterTeacher,
        LessonMode.SchoolCourse => Protocol.V1.LessonMode.SchoolCourse,
        _ => Protocol.V1.LessonMode.Dedicated,
    };

    /// <summary>As a box asks for it; whatever it names, <see cref="LessonActs.Layout"/> checks.</summary>
    public static LessonLayout Layout(Protocol.V1.LessonLayout layout) => new(
        layout.Kind switch
        {
            LessonLayoutKind.OneLarge => LayoutKind.OneLarge,
            LessonLayoutKind.PictureInPicture => LayoutKind.PictureInPicture,
            _ => LayoutKind.SideBySide,
        },
        layout.MainSource);

    private static bool IsHeard(LinkedLesson lesson, LessonRoom room)
    {
        if (!lesson.IsRunning || room.Muted) return false;
        if (IsFullDuplex(lesson)) return true;
        return lesson.FloorRoomId is { } floor ? floor == room.RoomId : room.Role == LessonRole.Host;
    }

    private static bool IsFullDuplex(LinkedLesson lesson) => lesson.FullDuplex && LessonRights.Of(lesson.Mode).MayBeFullDuplex;

    private static Protocol.V1.LessonRoom Room(LinkedLesson lesson, LessonRoom room, RoomFacts facts)
    {
        var told = new Protocol.V1.LessonRoom
        {
            RoomId = room.RoomId,
            RoomName = room.RoomName,
            SchoolName = room.SchoolName,
            Role = Role(room),
            Online = facts.Online,
            HandRaisedMs = room.HandRaisedAt?.ToUnixTimeMilliseconds() ?? 0,
            HasFloor = lesson.FloorRoomId == room.RoomId,
            Muted = room.Muted,
            WantsHelp = room.WantsHelp,
        };
        told.Sources.AddRange(facts.Sources);
        if (room.Check is { } check) told.Check = Check(check);
        return told;
    }

    private static Protocol.V1.LessonCheck Check(LessonCheck check)
    {
        var told = new Protocol.V1.LessonCheck { Picture = Result(check.Picture), Sound = Result(check.Sound), Line = Result(check.Line), RoundTripMs = (uint)check.RoundTripMs };
        told.Codes.AddRange(check.Codes);
        return told;
    }

    private static LessonCheckResult Result(CheckResult? result) => result switch
    {
        CheckResult.Green => LessonCheckResult.Green,
        CheckResult.Amber => LessonCheckResult.Amber,
        CheckResult.Red => LessonCheckResult.Red,
        _ => LessonCheckResult.Unspecified,
    };

    private static Protocol.V1.LessonLayout Layout(LessonLayout layout) => new()
    {
        Kind = layout.Kind switch
        {
            LayoutKind.OneLarge => LessonLayoutKind.OneLarge,
            LayoutKind.PictureInPicture => LessonLayoutKind.PictureInPicture,
            _ => LessonLayoutKind.SideBySide,
        },
        MainSource = layout.MainSource,
    };

    private static Protocol.V1.LessonRole Role(LessonRoom room) => room.Role == LessonRole.Host ? Protocol.V1.LessonRole.Host : Protocol.V1.LessonRole.Receiver;
}
