using System.Collections.Concurrent;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>
/// The devices of every room as its box told them last. Rooms whose box has been on the line are in memory, the others in
/// their rows. Figures that move all the time are written when something else changes and when the box leaves.
/// </summary>
internal sealed class DeviceBoard(HubDatabase database, DeviceWriter writer, RoomStates states, EventHub events, TimeProvider time)
{
    public const string Event = "devices";

    // One entry per room whose box has been connected since the start.
    private readonly ConcurrentDictionary<string, DeviceSet> _sets = new(StringComparer.Ordinal);

    /// <summary>Null when the room's box has never told of devices.</summary>
    public async ValueTask<DeviceSet?> OfAsync(string roomId, CancellationToken cancellationToken)
    {
        if (_sets.TryGetValue(roomId, out var set)) return set;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        return await DeviceRow.LoadAsync(connection, roomId);
    }

    /// <summary>The box comes in.</summary>
    /// <returns>Its name for the state that the hub has of it; empty when there is none.</returns>
    public async Task<string> EnterAsync(AgentIdentity agent, CancellationToken cancellationToken)
    {
        if (!_sets.TryGetValue(agent.RoomId, out var set) && await OfAsync(agent.RoomId, cancellationToken) is { } stored)
        {
            writer.Stands(agent.RoomId, stored);
            set = _sets.GetOrAdd(agent.RoomId, stored);
        }
        return set is not null && set.AgentId == agent.AgentId ? set.Hash : "";
    }

    /// <returns>What the room has now.</returns>
    public DeviceSet Hear(AgentIdentity agent, DeviceStates told)
    {
        var before = _sets.GetValueOrDefault(agent.RoomId);
        var after = ReportedDevices.Apply(before, agent.AgentId, told, (long?)states.Of(agent.RoomId)?.ClockOffsetMs, time.GetUtcNow());
        _sets[agent.RoomId] = after;
        if (ReportedDevices.DiffersForGood(before, after)) writer.Changed(agent.RoomId, after);
        if (events.IsAsked(agent.RoomId)) events.Changed(Event, agent.RoomId);
        return after;
    }

    public void Leave(AgentIdentity agent)
    {
        if (_sets.TryGetValue(agent.RoomId, out var set)) writer.Changed(agent.RoomId, set);
    }

    /// <summary>The box was replaced, or its room is gone.</summary>
    public void Forget(AgentIdentity agent)
    {
        if (!_sets.TryGetValue(agent.RoomId, out var set) || set.AgentId != agent.AgentId || !_sets.TryRemove(KeyValuePair.Create(agent.RoomId, set))) return;
        writer.Forget(agent.RoomId);
    }

    /// <summary>For <see cref="EventHub"/>.</summary>
    public async Task<EventPayload?> EventOfAsync(RoomStore rooms, string roomId, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(Scope.Hub, roomId, cancellationToken) is not { } room || await OfAsync(roomId, cancellationToken) is not { } set) return null;
        return new EventPayload(new ScopePath(room.RegionId, room.SchoolId, room.Id), new DevicesEvent(roomId, set.HeardAt, set.Devices, set.Scenes)) { OnlyForRoom = roomId };
    }
}
