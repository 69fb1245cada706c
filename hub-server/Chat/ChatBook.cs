using Tongtang.HubServer.Database;
using Tongtang.HubServer.Visits;

namespace Tongtang.HubServer.Chat;

/// <summary>What one who watches wrote.</summary>
/// <param name="Mine">Whether the asker did.</param>
internal sealed record ChatMessage(string Id, DateTimeOffset At, string Author, string Text, bool Mine);

/// <summary>
/// What those who watch a room write to each other. In memory alone: it belongs to the lesson and not to the recording, and
/// is gone two hours after the last word, or when the hub ends. Bounded in messages and in rooms.
/// </summary>
internal sealed class ChatBook(TimeProvider time)
{
    /// <summary>The newest of a room; older ones are gone.</summary>
    public const int MostMessages = 50;

    /// <summary>Of one author within <see cref="Hurry"/>.</summary>
    public const int MostInAHurry = 5;

    /// <summary>Beyond them the room that was silent longest is forgotten.</summary>
    public const int MostRooms = 1000;

    public static readonly TimeSpan Hurry = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Said>> _rooms = new(StringComparer.Ordinal);

    /// <returns>Null: the author writes too fast.</returns>
    public ChatMessage? Say(string schoolId, string roomId, Watcher author, string text)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Forget(now);
            if (!_rooms.TryGetValue(roomId, out var room))
            {
                if (_rooms.Count >= MostRooms) _rooms.Remove(_rooms.MinBy(other => other.Value[^1].At).Key);
                _rooms[roomId] = room = [];
            }
            if (room.Count(said => said.By == author && now - said.At < Hurry) >= MostInAHurry) return null;
            var said = new Said(NodeId.New(time), now, schoolId, author, text);
            room.Add(said);
            if (room.Count > MostMessages) room.RemoveAt(0);
            return said.SeenBy(author);
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ChatMessage> Of(string roomId, Watcher? asker)
    {
        lock (_lock)
        {
            Forget(time.GetUtcNow());
            return _rooms.TryGetValue(roomId, out var room) ? [.. room.Select(said => said.SeenBy(asker))] : [];
        }
    }

    /// <returns>False: there is no such message.</returns>
    public bool TakeBack(string roomId, string id)
    {
        lock (_lock) return _rooms.TryGetValue(roomId, out var room) && room.RemoveAll(said => said.Id == id) > 0;
    }

    /// <summary>The school wants none any more.</summary>
    /// <returns>The rooms where something had been said.</returns>
    public IReadOnlyList<string> End(string schoolId)
    {
        lock (_lock)
        {
            var ended = _rooms.Where(room => room.Value.Any(said => said.SchoolId == schoolId)).Select(room => room.Key).ToList();
            foreach (var roomId in ended) _rooms.Remove(roomId);
            return ended;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (roomId, room) in _rooms)
        {
            if (room.Count == 0 || now - room[^1].At > Remembered) _rooms.Remove(roomId);
        }
    }

    private sealed record Said(string Id, DateTimeOffset At, string SchoolId, Watcher By, string Text)
    {
        public ChatMessage SeenBy(Watcher? asker) => new(Id, At, By.Name, Text, asker == By);
    }
}
