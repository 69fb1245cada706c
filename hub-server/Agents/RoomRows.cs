using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Agents;

/// <summary>What changed in a room; null leaves the column as it is.</summary>
internal sealed record RoomChange(Presence? Presence, DateTimeOffset? Since, RoomState? State);

/// <summary>
/// Writes what boxes report into the rooms' rows: only what changed, all rooms that changed in one transaction, and a
/// room at most once a second. Bounded by the number of rooms: a newer change of a room takes the place of the older.
/// </summary>
internal sealed partial class RoomRows(HubDatabase database, PresenceHistory history, EventHub events, TimeProvider time, ILogger<RoomRows> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    private const string AllOffline = "UPDATE room SET presence = 'offline', since_ms = @nowMs WHERE presence = 'online' RETURNING id";

    private const string Update = """
        UPDATE room SET
            presence = CASE WHEN presence = 'unenrolled' THEN presence ELSE COALESCE(@Presence, presence) END,
            since_ms = COALESCE(@SinceMs, since_ms),
            recorder = COALESCE(@Recorder, recorder),
            state_json = COALESCE(@StateJson, state_json)
        WHERE id = @RoomId
        """;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private Dictionary<string, RoomChange> _changes = new(StringComparer.Ordinal);

    public void Changed(string roomId, RoomChange change)
    {
        lock (_lock)
        {
            _changes[roomId] = _changes.TryGetValue(roomId, out var earlier)
                ? new RoomChange(change.Presence ?? earlier.Presence, change.Since ?? earlier.Since, change.State ?? earlier.State)
                : change;
            if (_changes.Count == 1 && _signal.CurrentCount == 0) _signal.Release();
        }
    }

    /// <summary>After a restart nobody is connected, whatever the rows say.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await database.WriteAsync(
            async connection => await history.AddAsync(connection, (await connection.QueryAsync<string>(AllOffline, new { nowMs = now.ToUnixTimeMilliseconds() })).AsList(), now), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _signal.WaitAsync(stoppingToken);
            var changes = Take();
            try
            {
                using var work = Pulse.Work();
                await WriteAsync(changes);
            }
            catch (Exception failure)
            {
                // Lists are stale until the room changes again; the rooms themselves are in memory and right.
                LogFailed(failure, changes.Count);
            }
            foreach (var roomId in changes.Keys) events.Changed(FleetFeature.RoomEvent, roomId);
            await Task.Delay(s_pace, time, stoppingToken);
        }
    }

    private Dictionary<string, RoomChange> Take()
    {
        lock (_lock)
        {
            var taken = _changes;
            _changes = new Dictionary<string, RoomChange>(StringComparer.Ordinal);
            return taken;
        }
    }

    private Task WriteAsync(Dictionary<string, RoomChange> changes) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(Update, changes.Select(change => new
            {
                RoomId = change.Key,
                Presence = change.Value.Presence?.Word(),
                SinceMs = change.Value.Since?.ToUnixTimeMilliseconds(),
                Recorder = change.Value.State?.Recorder.Word(),
                StateJson = change.Value.State is { } state ? JsonSerializer.Serialize(state, JsonDefaults.Options) : null,
            }));
            await history.AddAsync(connection, changes.Where(change => change.Value.Presence is not null).Select(change => change.Key), time.GetUtcNow());
        },
        CancellationToken.None);

    [LoggerMessage(EventId = 2010, Level = LogLevel.Error, Message = "What {Rooms} rooms reported could not be written to the database")]
    private partial void LogFailed(Exception error, int rooms);
}
