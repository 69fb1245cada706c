using System.Collections.Concurrent;

namespace Tongtang.HubServer.Fleet;

/// <summary>
/// What each connected box said last, in memory: it changes every second, and only what lists filter by (presence,
/// recorder) is worth a write to the database. The agents' feature sets it; one entry per room.
/// </summary>
internal sealed class RoomStates
{
    private readonly ConcurrentDictionary<string, RoomState> _states = new(StringComparer.Ordinal);

    public RoomState? Of(string roomId) => _states.GetValueOrDefault(roomId);

    public void Set(string roomId, RoomState state) => _states[roomId] = state;

    /// <summary>The room is gone, or its box was replaced.</summary>
    public void Forget(string roomId) => _states.TryRemove(roomId, out _);
}
