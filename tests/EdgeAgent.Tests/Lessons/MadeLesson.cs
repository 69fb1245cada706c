using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Lessons;

/// <summary>A lesson of a host and two receivers, as the hub tells it.</summary>
internal static class MadeLesson
{
    public const string Id = "11111111111111111111111111111111";

    /// <summary>The room that the test hub gives every box.</summary>
    public static string Own { get; } = new('a', 32);

    public static string Other { get; } = new('b', 32);

    public static string Third { get; } = new('c', 32);

    /// <param name="role">Of <see cref="Own"/>; the host is else <see cref="Other"/>.</param>
    public static LessonPart Part(LessonRole role, LessonPhase phase = LessonPhase.Running, ulong revision = 1)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var part = new LessonPart
        {
            LessonId = Id,
            Revision = revision,
            Mode = LessonMode.Dedicated,
            Phase = phase,
            Role = role,
            Title = "分数的意义",
            Teacher = "王老师",
            PlannedStartMs = now - 1000,
            PlannedEndMs = now + (40 * 60_000),
            Record = true,
            Layout = new LessonLayout { Kind = LessonLayoutKind.SideBySide },
        };
        var (host, receiver) = role == LessonRole.Host ? (Own, Other) : (Other, Own);
        part.Rooms.Add(Room(host, LessonRole.Host, ("teacher", "teacher", true), ("screen", "screen", false)));
        part.Rooms.Add(Room(receiver, LessonRole.Receiver, ("student", "student", true)));
        part.Rooms.Add(Room(Third, LessonRole.Receiver, ("front", "teacher", false), ("pupils", "student", true)));
        return part;
    }

    public static LessonPart With(this LessonPart part, Action<LessonPart> change)
    {
        var next = part.Clone();
        next.Revision++;
        change(next);
        return next;
    }

    private static LessonRoom Room(string id, LessonRole role, params (string Name, string Role, bool Sound)[] sources) => new()
    {
        RoomId = id,
        RoomName = "三（2）班",
        SchoolName = "柳河教学点",
        Role = role,
        Online = true,
        Sources = { sources.Select(source => new LessonSource { Name = source.Name, Role = source.Role, HasPicture = true, HasSound = source.Sound }) },
    };
}
