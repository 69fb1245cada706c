using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>What a school does not let anyone do from outside its rooms.</summary>
/// <param name="Forbidden">Capabilities, such as ptz; camera_picture for the pictures of sources.</param>
/// <param name="ChangedBy">Null while nothing was ever said.</param>
internal sealed record SchoolLimits(IReadOnlyList<string> Forbidden, string? ChangedBy, DateTimeOffset? ChangedAt);

/// <summary>Schools' limits: looked up for every command, and told to the boxes so that they refuse by themselves.</summary>
internal sealed class LimitBook(HubDatabase database, AgentPresence presence, TimeProvider time)
{
    /// <summary>Pictures of a room's sources, which no device capability stands for.</summary>
    public const string CameraPicture = "camera_picture";

    public const string Code = "capability_forbidden";

    private const string SelectOfRoom = "SELECT forbidden FROM remote_limit JOIN room ON room.school_id = remote_limit.school_id WHERE room.id = @roomId";

    private const string Select = "SELECT * FROM remote_limit WHERE school_id = @schoolId";

    private const string Upsert = """
        INSERT INTO remote_limit (school_id, forbidden, changed_by, changed_at_ms) VALUES (@schoolId, @forbidden, @caller, @nowMs)
        ON CONFLICT (school_id) DO UPDATE SET forbidden = excluded.forbidden, changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms
        """;

    private const string SelectRooms = "SELECT id FROM room WHERE school_id = @schoolId AND presence = 'online'";

    public async Task<IReadOnlyList<string>> OfRoomAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(SelectOfRoom, new { roomId }) is { } json ? Read(json) : [];
    }

    public async Task<bool> IsForbiddenAsync(string roomId, string capability, CancellationToken cancellationToken) =>
        (await OfRoomAsync(roomId, cancellationToken)).Contains(capability, StringComparer.Ordinal);

    public async Task<SchoolLimits> OfSchoolAsync(string schoolId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Row>(Select, new { schoolId }) is { } row
            ? new SchoolLimits(Read(row.Forbidden), row.ChangedBy, DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAtMs))
            : new SchoolLimits([], null, null);
    }

    public async Task SetAsync(string schoolId, IReadOnlyList<string> forbidden, string caller, CancellationToken cancellationToken)
    {
        var row = new { schoolId, forbidden = JsonSerializer.Serialize(forbidden, JsonDefaults.Options), caller, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
        var rooms = await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Upsert, row);
                return (await connection.QueryAsync<string>(SelectRooms, new { schoolId })).AsList();
            },
            cancellationToken);
        // A box that connects at this moment reads them for its Welcome.
        foreach (var session in rooms.Select(presence.SessionOf).OfType<LinkSession>()) session.Send(new HubMessage { RemoteLimits = Message(forbidden) });
    }

    /// <summary>The room has come to another school.</summary>
    public async Task TellAsync(string roomId, CancellationToken cancellationToken)
    {
        if (presence.SessionOf(roomId) is { } session) session.Send(new HubMessage { RemoteLimits = Message(await OfRoomAsync(roomId, cancellationToken)) });
    }

    public static Protocol.V1.RemoteLimits Message(IReadOnlyList<string> forbidden) => new() { ForbiddenCapabilities = { forbidden } };

    private static List<string> Read(string json) => JsonSerializer.Deserialize<List<string>>(json, JsonDefaults.Options)!;

    private sealed record Row
    {
        public required string Forbidden { get; init; }

        public required string ChangedBy { get; init; }

        public long ChangedAtMs { get; init; }
    }
}
