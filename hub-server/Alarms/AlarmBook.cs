using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Alarms;

/// <summary>Writes alarms, each on disk before it is told.</summary>
internal sealed class AlarmBook(HubDatabase database, AlarmRows rows, EventHub events, DueTimes suppressions, TimeProvider time)
{
    /// <summary>The event that carries an alarm as its list shows it.</summary>
    public const string Event = "alarm";

    private const string SelectState = "SELECT room_id AS RoomId, kind AS Kind, origin AS Origin, cleared_received_at_ms AS ClearedAtMs FROM alarm WHERE id = @id";

    private const string Acknowledge = "UPDATE alarm SET acknowledged_at_ms = @now, acknowledged_by = @caller, note = @note WHERE id = @id";

    private const string Suppress = "UPDATE alarm SET suppressed_until_ms = @untilMs WHERE id = @id";

    private const string HasOpen = "SELECT EXISTS (SELECT 1 FROM alarm WHERE room_id = @roomId AND cleared_received_at_ms IS NULL)";

    private const string SelectOrphans = """
        SELECT id FROM alarm WHERE room_id = @roomId AND origin = 'box' AND cleared_received_at_ms IS NULL
          AND agent_id NOT IN (SELECT id FROM agent WHERE room_id = @roomId AND revoked_at_ms IS NULL)
        """;

    /// <summary>The room's box is there again, or another one is: closes what the hub had raised, and what boxes left open that are no more.</summary>
    public async Task SettleAsync(string roomId, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        // Nearly always there is nothing, and a fleet that comes back should not stand in line to write that.
        await using (var reading = await database.OpenAsync(cancellationToken))
        {
            if (!await reading.ExecuteScalarAsync<bool>(HasOpen, new { roomId })) return;
        }
        var now = Now;
        var changed = await database.WriteAsync(
            async connection =>
            {
                var ids = (await connection.QueryAsync<string>(SelectOrphans, new { roomId })).ToList();
                foreach (var id in ids) await AlarmRows.ClearAsync(connection, id, now, now);
                foreach (var key in keys)
                {
                    if (await rows.ClearAsync(connection, Notice(roomId, key, "{}", now)) is { } id) ids.Add(id);
                }
                return ids;
            },
            cancellationToken);
        foreach (var id in changed) Tell(id, roomId);
    }

    /// <summary>Raises an alarm of the hub's own; its kind is its key.</summary>
    public async Task RaiseAsync(string roomId, string kind, string details, CancellationToken cancellationToken)
    {
        if (await database.WriteAsync(connection => rows.RaiseAsync(connection, Notice(roomId, kind, details, Now)), cancellationToken) is { } id) Tell(id, roomId);
    }

    /// <returns>False when it is cleared.</returns>
    public Task<bool> AcknowledgeAsync(string id, string caller, string? note, CancellationToken cancellationToken) =>
        ChangeAsync(id, AlarmStep.Acknowledged, caller, note, null, open: true, (connection, now) => connection.ExecuteAsync(Acknowledge, new { id, now, caller, note }), cancellationToken);

    /// <param name="until">Null calls for it again from now on.</param>
    public async Task SuppressAsync(string id, string caller, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var untilMs = until?.ToUnixTimeMilliseconds();
        var step = until is null ? AlarmStep.Resumed : AlarmStep.Suppressed;
        await ChangeAsync(id, step, caller, null, untilMs, open: false, (connection, _) => connection.ExecuteAsync(Suppress, new { id, untilMs }), cancellationToken);
        if (until is { } at) suppressions.Set(id, at);
        else suppressions.Remove(id);
    }

    /// <returns>The room whose box is away, when that was the alarm; and whether it was open.</returns>
    public async Task<(string? SilentRoom, bool WasOpen)> ClearAsync(string id, string caller, string? note, CancellationToken cancellationToken)
    {
        var (state, cleared) = await database.WriteAsync(
            async connection =>
            {
                var now = Now;
                var state = await connection.QuerySingleAsync<Row>(SelectState, new { id });
                return (state, await AlarmRows.ClearAsync(connection, id, now, now, caller, note));
            },
            cancellationToken);
        if (cleared) Tell(id, state.RoomId);
        return (state is { Origin: "hub", Kind: AlarmKinds.AgentOffline } ? state.RoomId : null, cleared);
    }

    public void Tell(string id, string roomId)
    {
        events.Changed(Event, id);
        events.Changed(FleetFeature.RoomEvent, roomId);
    }

    private async Task<bool> ChangeAsync(
        string id, AlarmStep step, string caller, string? note, long? untilMs, bool open, Func<DbConnection, long, Task> change, CancellationToken cancellationToken)
    {
        var room = await database.WriteAsync(
            async connection =>
            {
                var now = Now;
                var state = await connection.QuerySingleOrDefaultAsync<Row>(SelectState, new { id });
                if (state is null || (open && state.ClearedAtMs is not null)) return null;
                await change(connection, now);
                await AlarmHistory.AddAsync(connection, id, step, now, now, caller, note, untilMs);
                return state.RoomId;
            },
            cancellationToken);
        if (room is not null) Tell(id, room);
        return room is not null;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static AlarmNotice Notice(string roomId, string kind, string details, long now) =>
        new() { RoomId = roomId, Origin = AlarmOrigin.Hub, Key = kind, Kind = kind, Details = details, AtMs = now, ReceivedAtMs = now };

    private sealed record Row
    {
        public required string RoomId { get; init; }

        public required string Kind { get; init; }

        public required string Origin { get; init; }

        public long? ClearedAtMs { get; init; }
    }
}
