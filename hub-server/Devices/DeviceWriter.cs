using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Devices;

/// <summary>
/// Writes rooms' devices into their rows: only what changed, all rooms that changed in one transaction, and a room at
/// most once a second. Bounded by the number of rooms: a newer state of a room takes the place of the older.
/// </summary>
internal sealed partial class DeviceWriter(HubDatabase database, TimeProvider time, ILogger<DeviceWriter> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signal = new(0, 1);

    // What stands in the rows, of rooms whose box has been here since the start.
    private readonly Dictionary<string, DeviceSet> _written = new(StringComparer.Ordinal);
    private Dictionary<string, DeviceSet> _changes = new(StringComparer.Ordinal);

    /// <summary>What was read from the rows.</summary>
    public void Stands(string roomId, DeviceSet set)
    {
        lock (_lock) _written.TryAdd(roomId, set);
    }

    public void Changed(string roomId, DeviceSet set)
    {
        lock (_lock)
        {
            if (_written.TryGetValue(roomId, out var written) && ReferenceEquals(written, set)) return;
            _changes[roomId] = set;
            if (_signal.CurrentCount == 0) _signal.Release();
        }
    }

    public void Forget(string roomId)
    {
        lock (_lock)
        {
            _changes.Remove(roomId);
            _written.Remove(roomId);
        }
    }

    /// <summary>What the boxes said last before the hub ends is written, too.</summary>
    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _signal.WaitAsync(stoppingToken);
            using (Pulse.Work()) await WriteAsync();
            await Task.Delay(s_pace, time, stoppingToken);
        }
    }

    private async Task WriteAsync()
    {
        List<(string RoomId, DeviceSet? Before, DeviceSet After)> work;
        lock (_lock)
        {
            work = _changes.Select(change => (change.Key, _written.GetValueOrDefault(change.Key), change.Value)).ToList();
            _changes = new Dictionary<string, DeviceSet>(StringComparer.Ordinal);
        }
        if (work.Count == 0) return;
        try
        {
            await database.WriteAsync(
                async connection =>
                {
                    foreach (var (roomId, before, after) in work) await DeviceRow.SaveAsync(connection, roomId, before, after);
                },
                CancellationToken.None);
            lock (_lock)
            {
                foreach (var (roomId, _, after) in work) _written[roomId] = after;
            }
        }
        catch (Exception failure)
        {
            // Lists are stale until the room changes again, which then writes all that differs; the rooms' pages are right.
            LogFailed(failure, work.Count);
        }
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "The devices of {Rooms} rooms could not be written to the database")]
    private partial void LogFailed(Exception error, int rooms);
}
