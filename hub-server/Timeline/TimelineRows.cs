using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Timeline;

/// <summary>Rows that are read from a room's own tables. Each answers its newest bars, and how many there are.</summary>
internal static class TimelineRows
{
    // With the one before, which may hold into the span.
    private const string SelectPresence = """
        SELECT '' AS id, presence AS state, at_ms AS from_ms,
            (SELECT MIN(next.at_ms) FROM room_presence_change next WHERE next.room_id = room_presence_change.room_id AND next.at_ms > room_presence_change.at_ms) AS until_ms
        FROM room_presence_change WHERE room_id = @room AND at_ms < @toMs
          AND at_ms >= COALESCE((SELECT MAX(before.at_ms) FROM room_presence_change before WHERE before.room_id = @room AND before.at_ms <= @fromMs), @fromMs)
        """;

    private const string SelectAlarms = """
        SELECT id, kind AS label, subject AS detail, CAST(severity AS TEXT) AS state, raised_at_ms AS from_ms,
            CASE WHEN cleared_at_ms < raised_at_ms THEN raised_at_ms ELSE cleared_at_ms END AS until_ms
        FROM alarm WHERE room_id = @room AND raised_at_ms < @toMs AND (cleared_at_ms IS NULL OR cleared_at_ms >= @fromMs)
        """;

    private const string SelectCommands = """
        SELECT command.id, CASE WHEN device_command.command_id IS NULL THEN command.action ELSE device_command.capability || '.' || device_command.action END AS label,
            COALESCE(device.name, device_command.device, '') AS detail, COALESCE(command.outcome, 'waiting') AS state, command.created_at_ms AS from_ms,
            COALESCE(command.finished_at_ms, command.created_at_ms) AS until_ms
        FROM command LEFT JOIN device_command ON device_command.command_id = command.id
        LEFT JOIN device ON device.room_id = command.room_id AND device.id = device_command.device
        WHERE command.room_id = @room AND command.created_at_ms < @toMs AND command.created_at_ms >= @fromMs
        """;

    private const string SelectMaintenance = """
        SELECT window_id AS id, reason AS label, 'over' AS state, starts_ms AS from_ms, ends_ms AS until_ms
        FROM maintenance_past WHERE place_id IN (@room, @school, @region) AND starts_ms < @toMs AND ends_ms > @fromMs
        UNION ALL SELECT id, reason, CASE WHEN starts_ms > @now THEN 'planned' ELSE 'running' END, starts_ms, ends_ms
        FROM maintenance_window WHERE place_id IN (@room, @school, @region) AND starts_ms < @toMs AND ends_ms > @fromMs AND is_over = 0
        """;

    public static Task<TimelineRow> PresenceAsync(DbConnection connection, object values) => ReadAsync(connection, TimelineKind.Presence, SelectPresence, values);

    public static async Task<TimelineRow> AlarmsAsync(DbConnection connection, object values)
    {
        var row = await ReadAsync(connection, TimelineKind.Alarms, SelectAlarms, values);
        return row with { Bars = [.. row.Bars.Select(bar => bar with { State = ((AlarmSeverity)int.Parse(bar.State, System.Globalization.CultureInfo.InvariantCulture)).Word() })] };
    }

    public static Task<TimelineRow> CommandsAsync(DbConnection connection, object values) => ReadAsync(connection, TimelineKind.Commands, SelectCommands, values);

    public static Task<TimelineRow> MaintenanceAsync(DbConnection connection, object values) => ReadAsync(connection, TimelineKind.Maintenance, SelectMaintenance, values);

    private static async Task<TimelineRow> ReadAsync(DbConnection connection, TimelineKind kind, string sql, object values)
    {
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM ({sql}) one", values);
        var rows = await connection.QueryAsync<Row>($"SELECT * FROM ({sql}) one ORDER BY from_ms DESC, id DESC LIMIT {TimelineReader.MostBars}", values);
        var bars = rows.Select(row => row.Bar()).Reverse().ToList();
        return new TimelineRow(kind, bars, total - bars.Count);
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public string? Label { get; init; }

        public string? Detail { get; init; }

        public required string State { get; init; }

        public long FromMs { get; init; }

        public long? UntilMs { get; init; }

        public TimelineBar Bar() => new(Id, AlarmRow.Time(FromMs), AlarmRow.Time(UntilMs), Label ?? "", Detail ?? "", State);
    }
}
