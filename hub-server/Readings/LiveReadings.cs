using System.Collections.Concurrent;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>The event <c>reading</c>: the newest value of a series.</summary>
internal sealed record LiveReading(string RoomId, string Device, string Name, DateTimeOffset Time, double Value);

/// <summary>
/// Tells open pages new values, of rooms that a page asks for and of no others: nothing is kept or made for the rest.
/// </summary>
internal sealed class LiveReadings(EventHub events)
{
    public const string Event = "reading";

    // The writer's, until the commit.
    private readonly Dictionary<string, LiveReading> _noted = new(StringComparer.Ordinal);

    // By the event's id; bounded by the series of rooms that are asked for, each gone once it was told.
    private readonly ConcurrentDictionary<string, LiveReading> _newest = new(StringComparer.Ordinal);

    public bool IsAsked(string roomId) => events.IsAsked(roomId);

    public void Note(string roomId, Reading reading, long timeMs)
    {
        var id = $"{roomId}/{reading.Device}/{reading.Name}";
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
        if (!_noted.TryGetValue(id, out var before) || before.Time <= time) _noted[id] = new LiveReading(roomId, reading.Device, reading.Name, time, reading.Value);
    }

    /// <summary>What was noted is on disk.</summary>
    public void Tell()
    {
        foreach (var (id, reading) in _noted)
        {
            _newest[id] = reading;
            events.Changed(Event, id);
        }
        _noted.Clear();
    }

    public void Forget() => _noted.Clear();

    /// <summary>For <see cref="EventHub"/>.</summary>
    public async Task<EventPayload?> LoadAsync(RoomStore rooms, string id, CancellationToken cancellationToken)
    {
        if (!_newest.TryRemove(id, out var reading)) return null;
        return await rooms.FindAsync(Scope.Hub, reading.RoomId, cancellationToken) is { } room
            ? new EventPayload(new ScopePath(room.RegionId, room.SchoolId, room.Id), reading) { OnlyForRoom = room.Id }
            : null;
    }
}
