using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Timetable;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Alarms;

/// <summary>
/// Raises an alarm when a room's box has been away for so long in lesson hours, and clears it when it is back. Driven by
/// changes of presence and by one queue of what is due; the fleet is read once, at the start. After a start nobody is
/// there yet: boxes get time to come back.
/// </summary>
internal sealed partial class SilentRooms : BackgroundService, IBeating
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private const int LookAheadDays = 7;

    private static readonly IReadOnlyList<string> s_own = [AlarmKinds.AgentOffline, AlarmKinds.AgentDuplicated];

    private const string SelectAway = "SELECT id FROM room WHERE presence = 'offline'";

    private const string SelectOpen = "SELECT DISTINCT room_id FROM alarm WHERE cleared_received_at_ms IS NULL AND origin = 'hub'";

    private const string SelectRoom = """
        SELECT room.since_ms AS SinceMs, agent.duplicated_at_ms AS DuplicatedAtMs
        FROM room JOIN agent ON agent.room_id = room.id AND agent.revoked_at_ms IS NULL WHERE room.id = @roomId
        """;

    // Per room the last change: when its box went, or null while it is there.
    private readonly ConcurrentDictionary<string, DateTimeOffset?> _away = new(StringComparer.Ordinal);
    private readonly AgentPresence _presence;
    private readonly HubDatabase _database;
    private readonly AlarmBook _book;
    private readonly AlarmsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<SilentRooms> _logger;
    private readonly LessonHours _hours;
    private readonly RoomTimetables _timetables;
    private readonly DueTimes _looks;
    private DateTimeOffset _graceEnds;

    public SilentRooms(
        AgentPresence presence, HubDatabase database, RoomTimetables timetables, AlarmBook book, EventHub events, AlarmsSettings settings, TimeProvider time, ILogger<SilentRooms> logger)
    {
        (_presence, _database, _timetables, _book, _settings, _time, _logger) = (presence, database, timetables, book, settings, time, logger);
        _hours = LessonHours.Parse(settings.LessonHours, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone))!;
        _looks = new DueTimes(time);
        events.Watch((kind, id) =>
        {
            if (kind == FleetFeature.RoomEvent) Notice(id);
        });
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _graceEnds = _time.GetUtcNow() + _settings.RestartGrace;
        await using var connection = await _database.OpenAsync(cancellationToken);
        foreach (var roomId in await connection.QueryAsync<string>(SelectAway)) Notice(roomId);
        foreach (var roomId in await connection.QueryAsync<string>(SelectOpen)) Notice(roomId);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>A person has cleared the room's alarm while its box was away: they know of it. It is looked at again on the next day.</summary>
    public Task DismissAsync(string roomId, CancellationToken cancellationToken) => SetDueAsync(roomId, _hours.NextDay(_time.GetUtcNow()), cancellationToken);

    public override void Dispose()
    {
        _looks.Dispose();
        base.Dispose();
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var next = await _looks.NextAsync(stoppingToken);
            var roomId = next[1..];
            try
            {
                using var work = Pulse.Work();
                await LookAsync(roomId, mayRaise: next == Raise(roomId), stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure, roomId);
                _looks.Set(next, _time.GetUtcNow() + s_again);
            }
        }
    }

    // Two entries of a room in the queue: a look at once after its presence changed, and a raise when it stayed away.
    private static string Look(string roomId) => "?" + roomId;

    private static string Raise(string roomId) => "!" + roomId;

    /// <summary>Called at every change of a room, most of which are others.</summary>
    private void Notice(string roomId)
    {
        var present = _presence.SessionOf(roomId) is not null;
        if (_away.TryGetValue(roomId, out var before) && before is null == present) return;
        var now = _time.GetUtcNow();
        _away[roomId] = present ? null : now;
        _looks.Set(Look(roomId), now);
    }

    private async Task LookAsync(string roomId, bool mayRaise, CancellationToken cancellationToken)
    {
        if (_presence.SessionOf(roomId) is not null)
        {
            _looks.Remove(Raise(roomId));
            await _book.SettleAsync(roomId, s_own, cancellationToken);
            return;
        }
        await using var connection = await _database.OpenAsync(cancellationToken);
        if (await connection.QuerySingleOrDefaultAsync<Row>(SelectRoom, new { roomId }) is not { } room)
        {
            // Without a box, or gone.
            _away.TryRemove(roomId, out _);
        }
        else if (room.DuplicatedAtMs is { } at)
        {
            await _book.SettleAsync(roomId, [AlarmKinds.AgentOffline], cancellationToken);
            await _book.RaiseAsync(roomId, AlarmKinds.AgentDuplicated, Since(at), cancellationToken);
        }
        else if (mayRaise && await IsDueAsync(roomId, cancellationToken))
        {
            await _book.RaiseAsync(roomId, AlarmKinds.AgentOffline, Since(room.SinceMs), cancellationToken);
        }
        else
        {
            await SetDueAsync(roomId, mayRaise ? CountedToday(roomId) : Counted(roomId), cancellationToken);
        }
    }

    /// <summary>Counted from when the box went, however late that is looked at; after a start, not before the grace is over.</summary>
    private DateTimeOffset Counted(string roomId)
    {
        var went = _away.GetValueOrDefault(roomId) ?? _time.GetUtcNow();
        var counted = _graceEnds - _settings.OfflineAfter;
        return went > counted ? went : counted;
    }

    private DateTimeOffset CountedToday(string roomId)
    {
        var (since, today) = (Counted(roomId), _hours.NextDay(_time.GetUtcNow() - s_day));
        return since > today ? since : today;
    }

    private async Task SetDueAsync(string roomId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // What was due while the hub did not look is due now. Timetables and holidays change: it is looked at again each day.
        if (await HoursAsync(roomId, since, cancellationToken) is not { } hours) return;
        var next = DueAfter(hours, since);
        var again = _time.GetUtcNow() + s_day;
        if (next < again) _looks.Set(Raise(roomId), next.Value);
        else _looks.Set(Look(roomId), again);
    }

    /// <summary>Today may have become a holiday since that was decided.</summary>
    private async Task<bool> IsDueAsync(string roomId, CancellationToken cancellationToken)
    {
        var since = CountedToday(roomId);
        return await HoursAsync(roomId, since, cancellationToken) is { } hours && DueAfter(hours, since) <= _time.GetUtcNow();
    }

    /// <returns>Null when nobody misses the room's box, ever, or the room is gone.</returns>
    private async Task<RoomHours?> HoursAsync(string roomId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return await _timetables.HoursAsync(roomId, since > now ? since : now, LookAheadDays, cancellationToken) is { } hours && (hours.Spans is not null || !_hours.IsNever) ? hours : null;
    }

    /// <summary>In the room's lessons of the coming week; without a timetable, in the hours of the settings, but for days off.</summary>
    private DateTimeOffset? DueAfter(RoomHours hours, DateTimeOffset since) =>
        hours.Spans is { } spans ? LessonHours.DueAfter(spans, since, _settings.OfflineAfter) : _hours.DueAfter(since, _settings.OfflineAfter, hours.TaughtAs);

    private static string Since(long ms) =>
        JsonSerializer.Serialize(new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { ["since"] = DateTimeOffset.FromUnixTimeMilliseconds(ms) }, JsonDefaults.Options);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "Whether the box of room {RoomId} is away could not be written; trying again")]
    private partial void LogFailed(Exception error, string roomId);

    private sealed record Row
    {
        public long SinceMs { get; init; }

        public long? DuplicatedAtMs { get; init; }
    }
}
