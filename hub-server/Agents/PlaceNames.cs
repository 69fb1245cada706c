using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>What rooms and their schools are called, for the people at the boxes; told to boxes on the line when it changes.</summary>
internal sealed class PlaceNames(HubDatabase database, AgentPresence presence)
{
    private const string OfRoom = """
        SELECT room.id AS RoomId, room.name AS RoomName, school.name AS SchoolName
        FROM room JOIN school ON school.id = room.school_id WHERE room.id = @id
        """;

    private const string OfSchool = """
        SELECT room.id AS RoomId, room.name AS RoomName, school.name AS SchoolName
        FROM room JOIN school ON school.id = room.school_id WHERE school.id = @id
        """;

    /// <summary>Null when there is no such room.</summary>
    public async Task<RoomNames?> OfRoomAsync(string roomId, CancellationToken cancellationToken) => (await ReadAsync(OfRoom, roomId, cancellationToken)).SingleOrDefault()?.Names;

    /// <summary>After the room was renamed or moved.</summary>
    public async Task TellRoomAsync(string roomId, CancellationToken cancellationToken) => Tell(await ReadAsync(OfRoom, roomId, cancellationToken));

    /// <summary>After the school was renamed.</summary>
    public async Task TellSchoolAsync(string schoolId, CancellationToken cancellationToken) => Tell(await ReadAsync(OfSchool, schoolId, cancellationToken));

    private void Tell(IEnumerable<Row> rows)
    {
        foreach (var row in rows) presence.SessionOf(row.RoomId)?.Send(new HubMessage { RoomNames = row.Names });
    }

    private async Task<IEnumerable<Row>> ReadAsync(string sql, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryAsync<Row>(sql, new { id });
    }

    private sealed record Row(string RoomId, string RoomName, string SchoolName)
    {
        public RoomNames Names => new() { RoomName = RoomName, SchoolName = SchoolName };
    }
}
