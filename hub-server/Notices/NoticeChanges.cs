using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Notices;

/// <summary>
/// Which alarms are to be looked at, written in the transaction of what happened to them: none is forgotten, whenever the
/// hub ends. An alarm stands there once, however often it changes.
/// </summary>
internal static class NoticeChanges
{
    private const string Insert = """
        INSERT INTO notice_change (alarm_id, seq) SELECT @alarmId, COALESCE(MAX(seq), 0) + 1 FROM notice_change WHERE 1 = 1
        ON CONFLICT (alarm_id) DO NOTHING
        """;

    // While its box is away, what the box had raised is explained by that; afterwards it speaks for itself.
    private const string SelectExplained = "SELECT id FROM alarm WHERE room_id = @roomId AND origin = 'box' AND cleared_received_at_ms IS NULL";

    public static Task AddAsync(DbConnection connection, string alarmId) => connection.ExecuteAsync(Insert, new { alarmId });

    public static async Task AddExplainedAsync(DbConnection connection, string roomId)
    {
        foreach (var id in (await connection.QueryAsync<string>(SelectExplained, new { roomId })).AsList()) await AddAsync(connection, id);
    }

    public static async Task<IReadOnlyList<string>> ReadAsync(DbConnection connection, int most) =>
        (await connection.QueryAsync<string>("SELECT alarm_id FROM notice_change ORDER BY seq LIMIT @most", new { most })).AsList();

    public static Task RemoveAsync(DbConnection connection, IReadOnlyList<string> ids) => connection.ExecuteAsync("DELETE FROM notice_change WHERE alarm_id IN @ids", new { ids });
}
