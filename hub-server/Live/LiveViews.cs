using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Live;

namespace Tongtang.HubServer.Live;

/// <summary>A room that records or is watched, as the list shows it.</summary>
/// <param name="Recorder">What its recorder does; null when the box is away or has not said it yet.</param>
/// <param name="Viewers">Of the source that most watch: a page shows several sources to one person.</param>
internal sealed record LiveRoomItem(
    string RoomId, string RoomName, string SchoolName, Presence Presence, RecorderState? Recorder, string? Title, DateTimeOffset? StartedAt, int Viewers, IReadOnlyList<LiveSourceItem> Sources);

/// <summary>What of a room can be watched.</summary>
/// <param name="Chat">Whether those who watch may write to each other.</param>
internal sealed record RoomLive(
    string RoomId, string RoomName, string SchoolName, Presence Presence, RecorderState? Recorder, string? RecordingId, string? Title, DateTimeOffset? StartedAt, bool Chat, IReadOnlyList<LiveSourceItem> Sources);

/// <param name="Role">teacher, students, screen … as the box names it; empty when it has not said so.</param>
/// <param name="HasPicture">Null until the box sends.</param>
/// <param name="State">waiting, live, lost or ended; null while nobody watches.</param>
/// <param name="Quality">full, reduced, keyframes or sound; null while nobody watches.</param>
internal sealed record LiveSourceItem(string Name, string Role, bool? HasPicture, bool? HasSound, LiveCondition? State, StreamQuality? Quality, int Viewers);

internal static class LiveViews
{
    public static LiveRoomItem Item(this LiveBoard board, Room room)
    {
        var sources = board.Sources(room);
        return new LiveRoomItem(room.Id, room.Name, room.SchoolName, room.Presence, Recorder(room), room.State?.Title, room.State?.StartedAt, sources.Select(source => source.Viewers).DefaultIfEmpty().Max(), sources);
    }

    public static RoomLive Of(this LiveBoard board, Room room, bool chat) =>
        new(room.Id, room.Name, room.SchoolName, room.Presence, Recorder(room), room.State?.RecordingId, room.State?.Title, room.State?.StartedAt, chat, board.Sources(room));

    /// <summary>What the box offers while it sends, else what it last said that it has.</summary>
    private static List<LiveSourceItem> Sources(this LiveBoard board, Room room)
    {
        var offered = board.OfferOf(room.Id);
        var reported = room.State?.Sources ?? [];
        var names = offered is null ? reported.Select(source => source.Name) : reported.Select(source => source.Name).Where(offered.ContainsKey).Union(offered.Keys, StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            var (offer, watched) = (offered?.GetValueOrDefault(name), board.Look(room.Id, name));
            var role = reported.FirstOrDefault(source => source.Name == name)?.Role ?? "";
            return new LiveSourceItem(name, role, offer?.HasPicture, offer?.HasSound, watched?.State.Condition, watched?.State.Quality, watched?.Viewers ?? 0);
        })];
    }

    private static RecorderState? Recorder(Room room) => room.Presence == Presence.Online ? room.State?.Recorder : null;
}
