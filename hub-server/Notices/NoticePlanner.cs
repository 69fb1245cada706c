using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Maintenance;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Notices;

/// <summary>
/// Looks at alarms that changed, says for whom they wait, and has what is due composed. Woken by alarms and by one timer,
/// set to what is due first.
/// </summary>
internal sealed partial class NoticePlanner : BackgroundService, IBeating
{
    /// <summary>Alarms of one transaction: everyone else who writes waits for it.</summary>
    private const int Piece = 50;

    /// <summary>Alarms that wait for one message; further ones are only counted.</summary>
    public const int MostWaiting = 200;

    /// <summary>The wall clock may be set meanwhile, so it is looked at again.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private const string SelectAlarms = $"""
        SELECT alarm.id, alarm.room_id, alarm.origin, alarm.kind, alarm.severity, alarm.cleared_received_at_ms, alarm.acknowledged_at_ms, alarm.suppressed_until_ms,
            {MaintenanceCover.Until} AS maintenance_until_ms, school.id AS school_id, school.region_id
        FROM alarm JOIN room ON room.id = alarm.room_id JOIN school ON school.id = room.school_id WHERE alarm.id IN @ids
        """;

    private const string SelectItems = "SELECT rule_id, alarm_id, state, due_at_ms, told_at_ms FROM notice_item WHERE alarm_id IN @ids";

    private const string CountWaiting = "SELECT COUNT(*) FROM notice_item WHERE rule_id = @id AND state = 'waiting'";

    private const string Save = """
        INSERT INTO notice_item (rule_id, alarm_id, state, due_at_ms, told_at_ms) VALUES (@rule, @alarm, @state, @dueMs, @toldMs)
        ON CONFLICT (rule_id, alarm_id) DO UPDATE SET state = excluded.state, due_at_ms = excluded.due_at_ms, told_at_ms = excluded.told_at_ms
        """;

    private const string SelectDue = "SELECT DISTINCT rule_id FROM notice_item WHERE due_at_ms <= @nowMs LIMIT 20";

    private readonly HubDatabase _database;
    private readonly RuleStore _rules;
    private readonly NoticeComposer _composer;
    private readonly NoticesSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<NoticePlanner> _logger;
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public NoticePlanner(HubDatabase database, RuleStore rules, NoticeComposer composer, EventHub events, NoticesSettings settings, TimeProvider time, ILogger<NoticePlanner> logger)
    {
        (_database, _rules, _composer, _settings, _time, _logger) = (database, rules, composer, settings, time, logger);
        events.Watch((kind, _) =>
        {
            if (kind == AlarmBook.Event) _signal.Writer.TryWrite(true);
        });
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _time.CreateTimer(_ => _signal.Writer.TryWrite(true), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        while (true)
        {
            await _signal.Reader.ReadAsync(stoppingToken);
            var wait = s_longestWait;
            try
            {
                while (await PlanAsync(stoppingToken))
                {
                }
                while (await ComposeAsync(stoppingToken))
                {
                }
                wait = await WaitAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // What is to be done stands in the database.
                LogFailed(failure);
            }
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> PlanAsync(CancellationToken cancellationToken)
    {
        using var work = Pulse.Work();
        // Nearly always there is nothing: then nobody waits for a write.
        await using (var reading = await _database.OpenAsync(cancellationToken))
        {
            if ((await NoticeChanges.ReadAsync(reading, 1)).Count == 0) return false;
        }
        return await _database.WriteAsync(
            async connection =>
            {
                var ids = await NoticeChanges.ReadAsync(connection, Piece);
                await PlanAsync(connection, ids);
                await NoticeChanges.RemoveAsync(connection, ids);
                return ids.Count == Piece;
            },
            cancellationToken);
    }

    private async Task PlanAsync(DbConnection connection, IReadOnlyList<string> ids)
    {
        var rules = await _rules.ActiveAsync(connection);
        if (rules.Count == 0) return;
        var now = _time.GetUtcNow();
        var items = (await connection.QueryAsync<ItemRow>(SelectItems, new { ids })).ToDictionary(row => (row.RuleId, row.AlarmId));
        var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
        var overflow = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var alarm in (await connection.QueryAsync<AlarmRow>(SelectAlarms, new { ids, now = now.ToUnixTimeMilliseconds() })).AsList())
        {
            if (alarm is { Origin: "hub", ClearedReceivedAtMs: not null }) await NoticeChanges.AddExplainedAsync(connection, alarm.RoomId);
            foreach (var rule in rules.Where(rule => rule.Wants((AlarmSeverity)alarm.Severity, alarm.Kind, alarm.Path)))
            {
                var before = items.GetValueOrDefault((rule.Id, alarm.Id))?.Item();
                var after = NoticePlan.After(alarm.Facts(), before, rule.TellCleared, now, _settings);
                if (after == before) continue;
                if (before is null)
                {
                    var count = waiting.TryGetValue(rule.Id, out var known) ? known : await connection.ExecuteScalarAsync<int>(CountWaiting, new { id = rule.Id });
                    waiting[rule.Id] = count + 1;
                    if (count >= MostWaiting)
                    {
                        overflow[rule.Id] = overflow.GetValueOrDefault(rule.Id) + 1;
                        continue;
                    }
                }
                if (after is null) await connection.ExecuteAsync("DELETE FROM notice_item WHERE rule_id = @rule AND alarm_id = @alarm", new { rule = rule.Id, alarm = alarm.Id });
                else await connection.ExecuteAsync(Save, new { rule = rule.Id, alarm = alarm.Id, state = after.State.Word(), dueMs = after.DueAt?.ToUnixTimeMilliseconds(), toldMs = after.ToldAt?.ToUnixTimeMilliseconds() });
            }
        }
        foreach (var (id, count) in overflow) await connection.ExecuteAsync("UPDATE notice_rule SET overflow = overflow + @count WHERE id = @id", new { id, count });
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> ComposeAsync(CancellationToken cancellationToken)
    {
        using var work = Pulse.Work();
        List<string> due;
        await using (var connection = await _database.OpenAsync(cancellationToken))
            due = (await connection.QueryAsync<string>(SelectDue, new { nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds() })).AsList();
        foreach (var rule in due) await _composer.ComposeAsync(rule, cancellationToken);
        return due.Count > 0;
    }

    private async Task<TimeSpan> WaitAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var due = await connection.ExecuteScalarAsync<long?>("SELECT MIN(due_at_ms) FROM notice_item WHERE due_at_ms IS NOT NULL");
        if (due is null) return s_longestWait;
        var left = DateTimeOffset.FromUnixTimeMilliseconds(due.Value) - _time.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < s_longestWait ? left : s_longestWait;
    }

    [LoggerMessage(EventId = 8301, Level = LogLevel.Error, Message = "Notices of alarms could not be planned; trying again")]
    private partial void LogFailed(Exception error);

    private sealed record ItemRow
    {
        public required string RuleId { get; init; }

        public required string AlarmId { get; init; }

        public required string State { get; init; }

        public long? DueAtMs { get; init; }

        public long? ToldAtMs { get; init; }

        public NoticeItem Item() => new(Words.Enum<NoticeState>(State), Alarms.AlarmRow.Time(DueAtMs), Alarms.AlarmRow.Time(ToldAtMs));
    }

    private sealed record AlarmRow
    {
        public required string Id { get; init; }

        public required string RoomId { get; init; }

        public required string Origin { get; init; }

        public required string Kind { get; init; }

        public int Severity { get; init; }

        public long? ClearedReceivedAtMs { get; init; }

        public long? AcknowledgedAtMs { get; init; }

        public long? SuppressedUntilMs { get; init; }

        public long? MaintenanceUntilMs { get; init; }

        public required string SchoolId { get; init; }

        public required string RegionId { get; init; }

        public ScopePath Path => new(RegionId, SchoolId, RoomId);

        public NoticeFacts Facts() => new(ClearedReceivedAtMs is null, AcknowledgedAtMs is not null, (AlarmSeverity)Severity, Alarms.AlarmRow.Time(MaintenanceUntilMs > (SuppressedUntilMs ?? 0) ? MaintenanceUntilMs : SuppressedUntilMs));
    }
}
