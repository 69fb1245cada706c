using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Alarms;

/// <summary>What a box or the hub says of an alarm.</summary>
internal sealed record AlarmNotice
{
    public required string RoomId { get; init; }

    public required AlarmOrigin Origin { get; init; }

    public required string Key { get; init; }

    public required string Kind { get; init; }

    public string? AgentId { get; init; }

    public string Subject { get; init; } = "";

    public string RecordingId { get; init; } = "";

    /// <summary>JSON.</summary>
    public string Details { get; init; } = "{}";

    public required long AtMs { get; init; }

    public required long ReceivedAtMs { get; init; }
}

/// <summary>Alarms' rows, within the caller's transaction. Each answers the id of the alarm that changed, or null.</summary>
internal sealed class AlarmRows(AlarmsSettings settings, AlarmCounts counts, TimeProvider time)
{
    private const string SelectOpen = """
        SELECT id FROM alarm WHERE room_id = @RoomId AND origin = @origin AND alarm_key = @Key AND cleared_received_at_ms IS NULL
        """;

    private const string SelectSame = """
        SELECT id FROM alarm
        WHERE room_id = @RoomId AND origin = @origin AND alarm_key = @Key AND (cleared_received_at_ms >= @sameAfterMs OR suppressed_until_ms > @ReceivedAtMs)
        ORDER BY cleared_received_at_ms DESC NULLS LAST LIMIT 1
        """;

    private const string SelectAllOpen = "SELECT id FROM alarm WHERE room_id = @RoomId AND origin = @origin AND cleared_received_at_ms IS NULL";

    private const string CountOpen = "SELECT COUNT(*) FROM alarm WHERE room_id = @RoomId AND cleared_received_at_ms IS NULL";

    private const string Insert = """
        INSERT INTO alarm (id, room_id, agent_id, origin, alarm_key, kind, subject, severity, recording_id, details, occurrences,
            raised_at_ms, raised_received_at_ms, changed_at_ms, changed_received_at_ms)
        SELECT @id, @RoomId, @AgentId, @origin, @Key, @Kind, @Subject, @severity, @RecordingId, @Details, 1, @AtMs, @ReceivedAtMs, @AtMs, @ReceivedAtMs
        WHERE EXISTS (SELECT 1 FROM room WHERE id = @RoomId)
        """;

    private const string Update = """
        UPDATE alarm SET agent_id = @AgentId, kind = @Kind, subject = @Subject, severity = @severity, details = @Details,
            recording_id = CASE WHEN @RecordingId = '' THEN recording_id ELSE @RecordingId END,
            occurrences = occurrences + @again, changed_at_ms = @AtMs, changed_received_at_ms = @ReceivedAtMs
        WHERE id = @id
        """;

    // Acknowledged was what happened then; suppressed was what is to come.
    private const string Reopen = """
        UPDATE alarm SET cleared_at_ms = NULL, cleared_received_at_ms = NULL, raised_at_ms = @AtMs, raised_received_at_ms = @ReceivedAtMs,
            acknowledged_at_ms = NULL, acknowledged_by = NULL, note = NULL
        WHERE id = @id
        """;

    private const string Close = "UPDATE alarm SET cleared_at_ms = @AtMs, cleared_received_at_ms = @ReceivedAtMs WHERE id = @id AND cleared_received_at_ms IS NULL";

    private const string Trim = """
        DELETE FROM alarm WHERE id IN
          (SELECT id FROM alarm WHERE room_id = @RoomId AND cleared_received_at_ms IS NOT NULL ORDER BY cleared_received_at_ms DESC LIMIT 100 OFFSET @keep)
        """;

    /// <param name="again">False for a change of what is raised already.</param>
    public async Task<string?> RaiseAsync(DbConnection connection, AlarmNotice notice, bool again = true)
    {
        var values = Values(notice);
        values.Add("again", again ? 1 : 0);
        if (await connection.QuerySingleOrDefaultAsync<string>(SelectOpen, values) is { } open)
        {
            values.Add("id", open);
            await connection.ExecuteAsync(Update, values);
            await AlarmHistory.AddAsync(connection, open, again ? AlarmStep.Raised : AlarmStep.Changed, notice.AtMs, notice.ReceivedAtMs, details: notice.Details);
            return open;
        }
        if (notice.Origin == AlarmOrigin.Box && await connection.ExecuteScalarAsync<int>(CountOpen, values) >= settings.OpenPerRoom)
        {
            counts.Refused();
            return null;
        }
        return await connection.QuerySingleOrDefaultAsync<string>(SelectSame, values) is { } same
            ? await ReopenAsync(connection, same, notice, values)
            : await InsertAsync(connection, notice, values);
    }

    public async Task<string?> ClearAsync(DbConnection connection, AlarmNotice notice)
    {
        if (await connection.QuerySingleOrDefaultAsync<string>(SelectOpen, Values(notice)) is not { } id) return null;
        await ClearAsync(connection, id, notice.AtMs, notice.ReceivedAtMs);
        return id;
    }

    /// <summary>All that the box of this room has raised is over.</summary>
    public static async Task<IReadOnlyList<string>> ClearAllAsync(DbConnection connection, AlarmNotice notice)
    {
        var open = (await connection.QueryAsync<string>(SelectAllOpen, new { notice.RoomId, origin = notice.Origin.Word() })).AsList();
        foreach (var id in open) await ClearAsync(connection, id, notice.AtMs, notice.ReceivedAtMs);
        return open;
    }

    /// <returns>False when it was not open.</returns>
    public static async Task<bool> ClearAsync(DbConnection connection, string id, long atMs, long receivedAtMs, string? caller = null, string? note = null)
    {
        if (await connection.ExecuteAsync(Close, new { id, AtMs = atMs, ReceivedAtMs = receivedAtMs }) == 0) return false;
        await AlarmHistory.AddAsync(connection, id, AlarmStep.Cleared, atMs, receivedAtMs, caller, note);
        return true;
    }

    private static async Task<string?> ReopenAsync(DbConnection connection, string id, AlarmNotice notice, DynamicParameters values)
    {
        values.Add("id", id);
        values.Add("again", 1);
        await connection.ExecuteAsync(Update, values);
        await connection.ExecuteAsync(Reopen, values);
        await AlarmHistory.AddAsync(connection, id, AlarmStep.Raised, notice.AtMs, notice.ReceivedAtMs, details: notice.Details);
        return id;
    }

    private async Task<string?> InsertAsync(DbConnection connection, AlarmNotice notice, DynamicParameters values)
    {
        var id = NodeId.New(time);
        values.Add("id", id);
        values.Add("keep", settings.ClearedPerRoom);
        // The room may have been deleted since.
        if (await connection.ExecuteAsync(Insert, values) == 0) return null;
        await AlarmHistory.AddAsync(connection, id, AlarmStep.Raised, notice.AtMs, notice.ReceivedAtMs, details: notice.Details);
        await connection.ExecuteAsync(Trim, values);
        return id;
    }

    private DynamicParameters Values(AlarmNotice notice)
    {
        var values = new DynamicParameters(notice);
        values.Add("origin", notice.Origin.Word());
        values.Add("severity", (int)AlarmKinds.SeverityOf(notice.Kind));
        values.Add("sameAfterMs", notice.ReceivedAtMs - (long)settings.SameWithin.TotalMilliseconds);
        return values;
    }
}
