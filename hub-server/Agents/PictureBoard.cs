using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// The newest picture of each source of the rooms that somebody looks at, in memory only. Nobody looks, nothing is sent
/// and nothing is kept. Bounded: <see cref="MaxRooms"/> rooms, of which the longest unwatched goes first,
/// <see cref="MaxSources"/> sources in each, <see cref="MaxBytes"/> a picture; what is over is not kept.
/// </summary>
internal sealed class PictureBoard(TimeProvider time)
{
    public const int MaxRooms = 64;
    public const int MaxSources = 32;
    public const int MaxBytes = 64 * 1024;

    private const uint IntervalSeconds = 1;

    /// <summary>How long one request keeps the box sending, as the contract says.</summary>
    private static readonly TimeSpan s_watch = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>The newest picture, JPEG, or null while there is none; asks the room's box to send on.</summary>
    public byte[]? Look(string roomId, string source, LinkSession? session)
    {
        lock (_lock)
        {
            DropUnwatched();
            var now = time.GetTimestamp();
            if (!_rooms.TryGetValue(roomId, out var room))
            {
                if (session is null) return null;
                if (_rooms.Count >= MaxRooms) _rooms.Remove(_rooms.MinBy(entry => entry.Value.LookedAt).Key);
                _rooms[roomId] = room = new Room();
            }
            room.LookedAt = now;
            if (session is not null && (room.AskedAt is not { } asked || time.GetElapsedTime(asked, now) > s_watch / 3)) Ask(room, session, now);
            return room.Pictures.GetValueOrDefault(source);
        }
    }

    /// <summary>The next picture that comes from now on. Whoever waits decides how long.</summary>
    public Task<byte[]> NextAsync(string roomId, string source, LinkSession session)
    {
        lock (_lock)
        {
            Look(roomId, source, session);
            var waiting = _rooms[roomId].Waiting;
            if (!waiting.TryGetValue(source, out var next)) waiting[source] = next = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            return next.Task;
        }
    }

    /// <summary>The box has connected anew: it does not know that it was asked.</summary>
    public void Renew(LinkSession session)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(session.Agent.RoomId, out var room)) Ask(room, session, time.GetTimestamp());
        }
    }

    public void Put(string roomId, SourcePicture picture)
    {
        lock (_lock)
        {
            DropUnwatched();
            if (!_rooms.TryGetValue(roomId, out var room) || picture.Jpeg.Length is 0 or > MaxBytes) return;
            if (room.Pictures.Count >= MaxSources && !room.Pictures.ContainsKey(picture.Source)) return;
            var jpeg = room.Pictures[picture.Source] = picture.Jpeg.ToByteArray();
            if (room.Waiting.Remove(picture.Source, out var next)) next.TrySetResult(jpeg);
        }
    }

    /// <summary>The box is gone; its last pictures would pass for now.</summary>
    public void Forget(string roomId)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(roomId, out var room)) room.Pictures.Clear();
        }
    }

    private void DropUnwatched()
    {
        foreach (var (roomId, room) in _rooms)
        {
            if (time.GetElapsedTime(room.LookedAt) > s_watch) _rooms.Remove(roomId);
        }
    }

    private static void Ask(Room room, LinkSession session, long now)
    {
        room.AskedAt = now;
        session.Send(new HubMessage { PictureRequest = new PictureRequest { IntervalSeconds = IntervalSeconds } });
    }

    private sealed class Room
    {
        public Dictionary<string, byte[]> Pictures { get; } = new(StringComparer.Ordinal);

        /// <summary>By source, of those that the room has.</summary>
        public Dictionary<string, TaskCompletionSource<byte[]>> Waiting { get; } = new(StringComparer.Ordinal);

        public long LookedAt { get; set; }

        public long? AskedAt { get; set; }
    }
}
