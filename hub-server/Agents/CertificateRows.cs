using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>One certificate as it is stored, with the state of its agent.</summary>
internal sealed record CertificateRow
{
    public required string AgentId { get; init; }

    public required string RoomId { get; init; }

    public required byte[] Certificate { get; init; }

    public long NotAfterMs { get; init; }

    public long? FirstUsedAtMs { get; init; }

    public long? DuplicatedAtMs { get; init; }

    public long Revoked { get; init; }
}

/// <summary>
/// The certificates of agents that are enrolled. Those not revoked are one that is in use and up to
/// <see cref="MostUnused"/> successors that no call has shown yet: a box may have lost any of them, but not all.
/// </summary>
internal static class CertificateRows
{
    private const int MostUnused = 4;

    private const string Select = """
        SELECT agent.id AS AgentId, agent.room_id AS RoomId, agent_certificate.certificate AS Certificate, agent_certificate.not_after_ms AS NotAfterMs,
               agent_certificate.first_used_at_ms AS FirstUsedAtMs, agent.duplicated_at_ms AS DuplicatedAtMs,
               CASE WHEN agent.revoked_at_ms IS NULL AND agent_certificate.revoked_at_ms IS NULL THEN 0 ELSE 1 END AS Revoked
        FROM agent_certificate JOIN agent ON agent.id = agent_certificate.agent_id
        WHERE agent_certificate.serial = @serial
        """;

    private const string SelectUnused = """
        SELECT serial FROM agent_certificate
        WHERE agent_id = @agentId AND serial <> @presented AND revoked_at_ms IS NULL AND first_used_at_ms IS NULL
        ORDER BY not_before_ms, serial
        """;

    private const string Insert = """
        INSERT INTO agent_certificate (serial, agent_id, public_key, certificate, not_before_ms, not_after_ms)
        VALUES (@serial, @agentId, @publicKey, @der, @notBeforeMs, @notAfterMs)
        """;

    private const string Revoke = "UPDATE agent_certificate SET revoked_at_ms = @nowMs WHERE serial = @serial AND revoked_at_ms IS NULL";

    private const string Use = "UPDATE agent_certificate SET first_used_at_ms = @nowMs WHERE serial = @serial AND revoked_at_ms IS NULL AND first_used_at_ms IS NULL";

    private const string SelectOthers = "SELECT serial FROM agent_certificate WHERE agent_id = @agentId AND serial <> @serial AND revoked_at_ms IS NULL";

    private const string SelectLiving = """
        SELECT agent_certificate.serial FROM agent_certificate JOIN agent ON agent.id = agent_certificate.agent_id
        WHERE agent.revoked_at_ms IS NULL AND agent_certificate.revoked_at_ms IS NULL AND agent.duplicated_at_ms IS NULL
        """;

    private const string CountAdoptable = """
        SELECT COUNT(*) FROM agent WHERE id = @agentId AND revoked_at_ms IS NULL AND duplicated_at_ms IS NULL
        AND NOT EXISTS (SELECT 1 FROM agent_certificate WHERE serial = @serial)
        """;

    private const string Quarantine = "UPDATE agent SET duplicated_at_ms = @nowMs WHERE id = @agentId AND duplicated_at_ms IS NULL";

    public static Task<CertificateRow?> FindAsync(DbConnection connection, string serial) =>
        connection.QuerySingleOrDefaultAsync<CertificateRow>(Select, new { serial });

    /// <summary>Keeps a successor of the certificate that was presented.</summary>
    /// <exception cref="GrpcException">UNAUTHENTICATED: the presented one was revoked meanwhile, or its agent quarantined.</exception>
    public static async Task SucceedAsync(DbConnection connection, string presented, X509Certificate2 successor, long nowMs)
    {
        var row = await FindAsync(connection, presented) is { Revoked: 0 } living ? living : throw AgentIdentity.RevokedRefusal();
        if (row.DuplicatedAtMs is not null) throw AgentIdentity.DuplicatedRefusal();
        var unused = (await connection.QueryAsync<string>(SelectUnused, new { agentId = row.AgentId, presented })).ToList();
        foreach (var serial in unused.SkipLast(MostUnused - 1)) await connection.ExecuteAsync(Revoke, new { serial, nowMs });
        await InsertAsync(connection, row.AgentId, successor);
    }

    /// <summary>Keeps a certificate that the hub does not know, for an agent that it does.</summary>
    /// <returns>Whether it was unknown and its agent may come.</returns>
    public static async Task<bool> AdoptAsync(DbConnection connection, string agentId, X509Certificate2 certificate)
    {
        if (await connection.ExecuteScalarAsync<long>(CountAdoptable, new { agentId, serial = AgentGate.SerialOf(certificate) }) == 0) return false;
        await InsertAsync(connection, agentId, certificate);
        return true;
    }

    /// <summary>The box has shown this certificate: it has kept it, and needs no other any more.</summary>
    /// <returns>The serials that are revoked now.</returns>
    public static async Task<IReadOnlyList<string>> UseAsync(DbConnection connection, string agentId, string serial, long nowMs)
    {
        if (await connection.ExecuteAsync(Use, new { serial, nowMs }) == 0) return [];
        var others = (await connection.QueryAsync<string>(SelectOthers, new { agentId, serial })).ToList();
        foreach (var other in others) await connection.ExecuteAsync(Revoke, new { serial = other, nowMs });
        return others;
    }

    private static Task InsertAsync(DbConnection connection, string agentId, X509Certificate2 certificate) => connection.ExecuteAsync(Insert, new
    {
        serial = AgentGate.SerialOf(certificate),
        agentId,
        publicKey = CertificateRequests.Fingerprint(certificate.PublicKey),
        der = certificate.RawData,
        notBeforeMs = new DateTimeOffset(certificate.NotBefore).ToUnixTimeMilliseconds(),
        notAfterMs = new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds(),
    });

    public static async Task<HashSet<string>> LivingAsync(DbConnection connection) =>
        (await connection.QueryAsync<string>(SelectLiving)).ToHashSet(StringComparer.Ordinal);

    public static Task QuarantineAsync(DbConnection connection, string agentId, long nowMs) => connection.ExecuteAsync(Quarantine, new { agentId, nowMs });
}
