using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Agents;

/// <summary>When boxes came and went, within the transaction of the rooms' rows: a row where presence differs from the row before.</summary>
internal sealed class PresenceHistory(AgentSettings settings)
{
    /// <summary>Changes kept of one room, however often its line breaks.</summary>
    public const int MostOfRoom = 5_000;

    private const int Piece = 500;

    private const string Insert = """
        INSERT INTO room_presence_change (room_id, at_ms, presence)
        SELECT room.id, room.since_ms, room.presence FROM room
        WHERE room.id IN @ids AND room.presence <> 'unenrolled'
          AND room.presence <> COALESCE((SELECT last.presence FROM room_presence_change last WHERE last.room_id = room.id ORDER BY last.at_ms DESC LIMIT 1), '')
        ON CONFLICT (room_id, at_ms) DO UPDATE SET presence = excluded.presence
        """;

    // What was last is kept, however long ago that is: it is so still. The bounds are of one room, and found once.
    private const string Trim = """
        DELETE FROM room_presence_change WHERE room_id = @id AND at_ms < (SELECT MAX(at_ms) FROM (
            SELECT MAX(at_ms) AS at_ms FROM room_presence_change WHERE room_id = @id AND at_ms <= @old
            UNION ALL SELECT at_ms FROM (SELECT at_ms FROM room_presence_change WHERE room_id = @id ORDER BY at_ms DESC LIMIT 1 OFFSET @last) AS kept) AS bound)
        """;

    /// <summary>These rooms' presence may be another by now.</summary>
    public async Task AddAsync(DbConnection connection, IEnumerable<string> rooms, DateTimeOffset now)
    {
        var old = (now - settings.PresenceLife).ToUnixTimeMilliseconds();
        foreach (var ids in rooms.Chunk(Piece))
        {
            if (await connection.ExecuteAsync(Insert, new { ids }) > 0) await connection.ExecuteAsync(Trim, ids.Select(id => new { id, old, last = MostOfRoom - 1 }));
        }
    }
}
