using Tongtang.EdgeAgent.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>One source of another room as this room shows it.</summary>
/// <param name="Role">"teacher", "student", "screen", "board", "audio"; as the hub says.</param>
/// <param name="IsHeard">Its sound is played here now.</param>
internal sealed record ShownSource(LessonRoom Room, string Source, string Role, bool HasPicture, bool IsHeard);

/// <summary>
/// Who is seen and heard where. Sound is half-duplex, one room at a time, as the hub hands it out: the receiver that has
/// the floor, else the host. So what a loudspeaker plays cannot come back through a microphone. Nobody ever hears itself. Pure.
/// </summary>
internal static class LessonSources
{
    /// <summary>Of the host; more would be more than a screen shows.</summary>
    private const int MostPictures = 4;

    /// <summary>In the order in which a page shows them: the host, who has the floor, the others.</summary>
    public static IReadOnlyList<ShownSource> Shown(LessonPart part, string roomId) =>
        [.. part.Rooms.Where(room => room.RoomId != roomId && IsShown(part, room)).OrderBy(room => room.Role).ThenByDescending(room => room.HasFloor).SelectMany(room => Of(part, room))];

    public static IReadOnlyList<WantedSource> Wanted(LessonPart part, string roomId) =>
        [.. Shown(part, roomId).Select(shown => new WantedSource(shown.Room.RoomId, shown.Source, shown.HasPicture))];

    public static LessonRoom Own(LessonPart part, string roomId) => part.Rooms.First(room => room.RoomId == roomId);

    /// <summary>The host shows all who receive; they show the host, and whoever has the floor.</summary>
    private static bool IsShown(LessonPart part, LessonRoom room) => part.Role == LessonRole.Host || room.Role == LessonRole.Host || room.HasFloor || part.FullDuplex;

    private static IEnumerable<ShownSource> Of(LessonPart part, LessonRoom room)
    {
        var pictures = room.Sources.Where(source => source.HasPicture).OrderBy(source => PictureRank(room, source)).Take(room.Role == LessonRole.Host ? MostPictures : 1).ToList();
        var sound = room.Sources.Where(source => source.HasSound).OrderBy(SoundRank).FirstOrDefault();
        var heard = IsHeard(part, room);
        foreach (var source in pictures) yield return new ShownSource(room, source.Name, source.Role, HasPicture: true, heard && ReferenceEquals(source, sound));
        // Of sound alone that is not heard now nothing comes.
        if (heard && sound is not null && !pictures.Contains(sound)) yield return new ShownSource(room, sound.Name, sound.Role, sound.HasPicture, IsHeard: true);
    }

    private static bool IsHeard(LessonPart part, LessonRoom room)
    {
        if (room.Muted) return false;
        if (part.FullDuplex) return true;
        return part.Rooms.Any(one => one.HasFloor) ? room.HasFloor : room.Role == LessonRole.Host;
    }

    private static int PictureRank(LessonRoom room, LessonSource source) => (room.Role, source.Role) switch
    {
        (LessonRole.Host, "screen") => 0,
        (LessonRole.Host, "teacher") => 1,
        (LessonRole.Host, "board") => 2,
        (LessonRole.Receiver, "student") => 0,
        _ => 3,
    };

    /// <summary>A microphone of its own is nearer to who speaks than a camera's.</summary>
    private static int SoundRank(LessonSource source) => source.Role switch
    {
        "audio" => 0,
        "teacher" => 1,
        "student" => 2,
        "screen" => 4,
        _ => 3,
    };
}
