using Dapper;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Notices;

namespace Tongtang.HubServer.Maintenance;

/// <summary>Says that maintenance of a place has begun or is over: open pages show it, and notices of its open alarms are planned anew.</summary>
internal sealed class MaintenanceTeller(HubDatabase database, EventHub events)
{
    /// <summary>Alarms of one transaction: everyone else who writes waits for it.</summary>
    private const int Piece = 100;

    private const string SelectRooms = """
        SELECT room.id FROM room JOIN school ON school.id = room.school_id WHERE @placeId IN (room.id, school.id, school.region_id)
        """;

    private const string SelectAlarms = """
        SELECT alarm.id FROM alarm JOIN room ON room.id = alarm.room_id JOIN school ON school.id = room.school_id
        WHERE alarm.cleared_received_at_ms IS NULL AND alarm.id > @after AND @placeId IN (room.id, school.id, school.region_id) ORDER BY alarm.id LIMIT @Piece
        """;

    /// <summary>May be repeated.</summary>
    public async Task TellAsync(string placeId, CancellationToken cancellationToken)
    {
        for (var after = ""; await TellAlarmsAsync(placeId, after, cancellationToken) is { } last;) after = last;
        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var roomId in await connection.QueryAsync<string>(SelectRooms, new { placeId })) events.Changed(FleetFeature.RoomEvent, roomId);
    }

    /// <returns>The last one's id; null: there are no more.</returns>
    private async Task<string?> TellAlarmsAsync(string placeId, string after, CancellationToken cancellationToken)
    {
        List<string> ids;
        await using (var connection = await database.OpenAsync(cancellationToken)) ids = (await connection.QueryAsync<string>(SelectAlarms, new { placeId, after, Piece })).AsList();
        if (ids.Count == 0) return null;
        await database.WriteAsync(
            async connection =>
            {
                foreach (var id in ids) await NoticeChanges.AddAsync(connection, id);
            },
            cancellationToken);
        foreach (var id in ids) events.Changed(AlarmBook.Event, id);
        return ids[^1];
    }
}
