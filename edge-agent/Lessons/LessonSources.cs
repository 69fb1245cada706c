using Tongtang.EdgeAgent.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>One source of another room as this room shows it.</summary>
/// <param name="Role">"teacher", "student", "screen", "board", "audio"; as the hub says.</param>
/// <param name="IsHeard">Its sound is played here now.</param>
internal sealed record ShownSource(LessonRoom Room, string Source, string Role, bool HasPicture, bool IsHeard);

/// <summary>
/// Who is seen and heard where. Sound is half-duplex: a receiving room is heard only with the floor, so that what its
/// loudspeaker plays cannot come back through its microphone; nobody ever hears itself. Pure.
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
        var heard = !room.Muted && (room.Role == LessonRole.Host || room.HasFloor || part.FullDuplex);
        foreach (var source in pictures) yield return new ShownSource(room, source.Name, source.Role, HasPicture: true, heard && ReferenceEquals(source, sound));
        if (sound is not null && !pictures.Contains(sound)) yield return new ShownSource(room, sound.Name, sound.Role, sound.HasPicture, heard);
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
