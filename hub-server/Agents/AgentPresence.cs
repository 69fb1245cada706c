using System.Collections.Concurrent;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Which rooms have their box on the line, and what it said last. Held in memory; what must be found in lists goes to
/// the rooms' rows by <see cref="RoomRows"/>.
/// </summary>
internal sealed class AgentPresence(RoomStates states, RoomRows rows, EventHub events, AgentSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LinkSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Boxes that are connected now.</summary>
    public int Connected => _sessions.Count;

    /// <summary>Rooms whose box is on the line.</summary>
    public IEnumerable<string> Rooms => _sessions.Keys;

    public LinkSession? SessionOf(string roomId) => _sessions.GetValueOrDefault(roomId);

    /// <summary>The box's stream is open. One that it had before is ended.</summary>
    /// <returns>False when as many boxes are connected as the settings allow.</returns>
    public bool TryEnter(LinkSession session)
    {
        var roomId = session.Agent.RoomId;
        if (_sessions.Count >= settings.MaxConnected && !_sessions.ContainsKey(roomId)) return false;
        LinkSession? older = null;
        _sessions.AddOrUpdate(roomId, session, (_, before) =>
        {
            older = before;
            return session;
        });
        older?.Finish(LinkEnd.Replaced);
        rows.Changed(roomId, new RoomChange(Presence.Online, time.GetUtcNow(), states.Of(roomId)));
        return true;
    }

    public void Report(LinkSession session, RoomState state)
    {
        var roomId = session.Agent.RoomId;
        if (!IsCurrent(session)) return;
        var before = states.Of(roomId);
        states.Set(roomId, state);
        if (ReportedStates.DiffersForGood(before, state)) rows.Changed(roomId, new RoomChange(Presence: null, Since: null, state));
        else events.Changed(FleetFeature.RoomEvent, roomId);
    }

    /// <summary>The stream has ended. If a newer one has taken its place, nothing is said of it.</summary>
    public void Leave(LinkSession session)
    {
        var roomId = session.Agent.RoomId;
        if (!_sessions.TryRemove(KeyValuePair.Create(roomId, session))) return;
        // A replaced box has nothing more to say of the room.
        if (session.Agent.Revoked.IsCancellationRequested) states.Forget(roomId);
        rows.Changed(roomId, new RoomChange(Presence.Offline, time.GetUtcNow(), states.Of(roomId)));
    }

    public bool IsCurrent(LinkSession session) => _sessions.TryGetValue(session.Agent.RoomId, out var current) && ReferenceEquals(current, session);
}
