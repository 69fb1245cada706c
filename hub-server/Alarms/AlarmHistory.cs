using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Notices;

namespace Tongtang.HubServer.Alarms;

/// <summary>What happened to an alarm, within the caller's transaction. An alarm that never rests keeps its first line and its newest.</summary>
internal static class AlarmHistory
{
    public const int Longest = 200;

    /// <summary>Characters of JSON; what is longer stands with the alarm only.</summary>
    private const int LongestDetails = 2000;

    private const string Next = "SELECT COALESCE(MAX(number), 0) + 1 FROM alarm_history WHERE alarm_id = @id";

    private const string Insert = """
        INSERT INTO alarm_history (alarm_id, number, step, at_ms, received_at_ms, caller, note, until_ms, details)
        VALUES (@id, @number, @step, @atMs, @receivedAtMs, @caller, @note, @untilMs, @details)
        """;

    private const string Trim = "DELETE FROM alarm_history WHERE alarm_id = @id AND number > 1 AND number <= @number - @Longest";

    public static async Task AddAsync(
        DbConnection connection, string id, AlarmStep step, long atMs, long receivedAtMs, string? caller = null, string? note = null, long? untilMs = null, string? details = null)
    {
        var number = await connection.ExecuteScalarAsync<long>(Next, new { id });
        if (details is null or "{}" || details.Length > LongestDetails) details = null;
        await connection.ExecuteAsync(Insert, new { id, number, step = step.Word(), atMs, receivedAtMs, caller, note, untilMs, details });
        if (number > Longest) await connection.ExecuteAsync(Trim, new { id, number, Longest });
        await NoticeChanges.AddAsync(connection, id);
    }
}
