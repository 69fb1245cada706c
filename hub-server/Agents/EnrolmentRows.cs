using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>A box that has shown a join code and a key, and the certificate made for it.</summary>
internal sealed record NewAgent(string AgentId, string CodeHash, PublicKey Key, X509Certificate2 Certificate, string HostName, string Version, long NowMs);

/// <summary>The agent as it is stored now.</summary>
internal sealed record PlacedAgent
{
    public required string AgentId { get; init; }

    public required string RoomId { get; init; }

    public required string RoomName { get; init; }

    public required string SchoolName { get; init; }

    public required byte[] Certificate { get; init; }
}

/// <summary>Enrolment's rows, within the caller's transaction.</summary>
internal static class EnrolmentRows
{
    private const string SelectCode = """
        SELECT join_code.room_id AS RoomId, join_code.expires_at_ms AS ExpiresAtMs, join_code.cancelled_at_ms AS CancelledAtMs, join_code.used_at_ms AS UsedAtMs,
               agent_certificate.public_key AS PublicKey, agent_certificate.serial AS Serial, agent_certificate.revoked_at_ms AS RevokedAtMs
        FROM join_code LEFT JOIN agent_certificate ON agent_certificate.serial = join_code.serial
        WHERE join_code.secret_hash = @hash
        """;

    private const string SelectLiving = """
        SELECT agent_certificate.serial FROM agent_certificate JOIN agent ON agent.id = agent_certificate.agent_id
        WHERE agent.room_id = @RoomId AND agent_certificate.revoked_at_ms IS NULL
        """;

    private const string RevokeCertificates = """
        UPDATE agent_certificate SET revoked_at_ms = @NowMs
        WHERE revoked_at_ms IS NULL AND agent_id IN (SELECT id FROM agent WHERE room_id = @RoomId)
        """;

    private const string RevokeAgent = "UPDATE agent SET revoked_at_ms = @NowMs WHERE room_id = @RoomId AND revoked_at_ms IS NULL";

    private const string InsertAgent = """
        INSERT INTO agent (id, room_id, host_name, agent_version, enrolled_at_ms) VALUES (@AgentId, @RoomId, @HostName, @Version, @NowMs)
        """;

    private const string InsertCertificate = """
        INSERT INTO agent_certificate (serial, agent_id, public_key, certificate, not_before_ms, not_after_ms)
        VALUES (@Serial, @AgentId, @PublicKey, @Der, @NotBeforeMs, @NotAfterMs)
        """;

    private const string SpendCode = "UPDATE join_code SET used_at_ms = @NowMs, serial = @Serial WHERE secret_hash = @CodeHash";

    private const string ResetRoom = "UPDATE room SET presence = 'offline', since_ms = @NowMs, recorder = NULL, state_json = NULL WHERE id = @RoomId";

    private const string SelectPlaced = """
        SELECT agent.id AS AgentId, room.id AS RoomId, room.name AS RoomName, school.name AS SchoolName, agent_certificate.certificate AS Certificate
        FROM agent_certificate JOIN agent ON agent.id = agent_certificate.agent_id
            JOIN room ON room.id = agent.room_id JOIN school ON school.id = room.school_id
        WHERE agent_certificate.serial = @serial
        """;

    /// <returns>The room of the code; and the serial of the certificate that it was spent on already, for this same key.</returns>
    /// <exception cref="GrpcException">The code is unknown, used or expired.</exception>
    public static async Task<(string RoomId, string? Serial)> RequireUsableAsync(DbConnection connection, string hash, string publicKey, DateTimeOffset now)
    {
        var code = await connection.QuerySingleOrDefaultAsync<CodeRow>(SelectCode, new { hash })
            ?? throw AgentRefusal.Missing("join_code_unknown", "The hub does not know this join code.");
        var expired = now.ToUnixTimeMilliseconds() >= code.ExpiresAtMs;
        if (code.UsedAtMs is not null)
        {
            // The same key again: the box that spent it did not get the answer.
            var again = !expired && code.PublicKey == publicKey && code.RevokedAtMs is null;
            return again ? (code.RoomId, code.Serial) : throw Refused("join_code_used", "The join code was used before; ask for a new one.");
        }
        if (code.CancelledAtMs is not null) throw Refused("join_code_expired", "A newer join code was made for this room; use that one.");
        return expired ? throw Refused("join_code_expired", "The join code is older than a day; ask for a new one.") : (code.RoomId, null);
    }

    /// <returns>The agent, and the serials of certificates that are revoked now.</returns>
    public static async Task<(PlacedAgent Agent, IReadOnlyList<string> Revoked)> PlaceAsync(DbConnection connection, NewAgent agent, DateTimeOffset now)
    {
        var publicKey = CertificateRequests.Fingerprint(agent.Key);
        var (roomId, serial) = await RequireUsableAsync(connection, agent.CodeHash, publicKey, now);
        List<string> revoked = [];
        if (serial is null)
        {
            serial = AgentGate.SerialOf(agent.Certificate);
            var row = new
            {
                agent.AgentId,
                RoomId = roomId,
                agent.HostName,
                agent.Version,
                agent.NowMs,
                Serial = serial,
                PublicKey = publicKey,
                Der = agent.Certificate.RawData,
                NotBeforeMs = new DateTimeOffset(agent.Certificate.NotBefore).ToUnixTimeMilliseconds(),
                NotAfterMs = new DateTimeOffset(agent.Certificate.NotAfter).ToUnixTimeMilliseconds(),
                agent.CodeHash,
            };
            revoked = (await connection.QueryAsync<string>(SelectLiving, row)).ToList();
            foreach (var sql in new[] { RevokeCertificates, RevokeAgent, InsertAgent, InsertCertificate, SpendCode, ResetRoom }) await connection.ExecuteAsync(sql, row);
        }
        return (await connection.QuerySingleAsync<PlacedAgent>(SelectPlaced, new { serial }), revoked);
    }

    private static GrpcException Refused(string code, string message) => AgentRefusal.Create(GrpcStatusCode.FailedPrecondition, code, message);

    private sealed class CodeRow
    {
        public required string RoomId { get; init; }

        public long ExpiresAtMs { get; init; }

        public long? CancelledAtMs { get; init; }

        public long? UsedAtMs { get; init; }

        public string? PublicKey { get; init; }

        public string? Serial { get; init; }

        public long? RevokedAtMs { get; init; }
    }
}
