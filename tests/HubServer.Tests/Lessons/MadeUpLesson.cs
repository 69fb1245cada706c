using System.Collections.Immutable;
using Tongtang.HubServer.Lessons;

namespace Tongtang.HubServer.Tests.Lessons;

/// <summary>A lesson of a host and its receivers, without a hub.</summary>
internal static class MadeUpLesson
{
    public const string Host = "host";
    public const string One = "one";
    public const string Two = "two";

    public static readonly DateTimeOffset Bell = new(2026, 9, 1, 1, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(15);

    public static LinkedLesson Of(LessonMode mode = LessonMode.Dedicated, params string[] receivers) => new()
    {
        Id = "lesson",
        PairingName = "pairing",
        Mode = mode,
        Title = "title",
        Teacher = "",
        PlannedStart = Bell,
        PlannedEnd = Bell.AddMinutes(40),
        Layout = new LessonLayout(LayoutKind.SideBySide, ""),
        RequestedBy = "test",
        Rooms = [Room(Host, LessonRole.Host), .. (receivers.Length == 0 ? [One] : receivers).Select(id => Room(id, LessonRole.Receiver))],
    };

    public static LessonRoom Room(string id, LessonRole role) =>
        new() { RoomId = id, RoomName = id, SchoolId = "school " + id, SchoolName = id, RegionId = "region", RegionName = "region", Role = role };

    public static DateTimeOffset At(double seconds) => Bell.AddSeconds(seconds);

    /// <summary>The lesson a moment later, with these boxes on the line.</summary>
    public static LinkedLesson Later(this LinkedLesson lesson, double seconds, params string[] online) =>
        LessonCourse.Advance(lesson, At(seconds), id => online.Contains(id), StartWithin);

    /// <summary>The room's box has told how it receives the host.</summary>
    public static LinkedLesson Told(this LinkedLesson lesson, string roomId, ReceptionState state, double since) =>
        lesson.With(roomId, room => room with { Receptions = [new Reception(Host, "teacher", state, At(since), 0, 0, 0, 0)] });

    /// <summary>It runs, and every receiver has the picture since its first second.</summary>
    public static LinkedLesson Running(LessonMode mode = LessonMode.Dedicated, params string[] receivers)
    {
        var lesson = Of(mode, receivers);
        var online = lesson.Rooms.Select(room => room.RoomId).ToArray();
        lesson = lesson.Later(0, online);
        foreach (var room in lesson.Rooms.Skip(1)) lesson = lesson.Told(room.RoomId, ReceptionState.Live, 1);
        return lesson.Later(1, online);
    }

    public static string Spans(this LinkedLesson lesson, string roomId) => string.Join(
        ", ", lesson.RoomOf(roomId)!.Spans.Select(span => $"{span.Kind} {(span.From - Bell).TotalSeconds}-{(span.To - Bell)?.TotalSeconds}{(span.Reason is null ? "" : " " + span.Reason)}"));
}
