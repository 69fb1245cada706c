using System.Collections.Concurrent;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Which certificate is which box, remembered for those that talk now. A box that was replaced or whose room was deleted
/// is cut off at once; what is changed in the database by other hands is noticed within <see cref="GoodFor"/>.
/// </summary>
internal sealed class AgentRegistry(HubDatabase database, TimeProvider time)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);

    private const string Select = """
        SELECT agent.id AS AgentId, agent.room_id AS RoomId, agent_certificate.not_after_ms AS NotAfterMs,
               CASE WHEN agent.revoked_at_ms IS NULL AND agent_certificate.revoked_at_ms IS NULL THEN 0 ELSE 1 END AS Revoked
        FROM agent_certificate JOIN agent ON agent.id = agent_certificate.agent_id
        WHERE agent_certificate.serial = @serial
        """;

    // By serial number. Only certificates of our own authority come here, so it is bounded by those ever issued.
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The box with this certificate; null when it is revoked or its room gone.</summary>
    public async Task<AgentIdentity?> FindAsync(string serial, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(serial, out var known) && time.GetElapsedTime(known.CheckedAt) < GoodFor) return known.Identity;
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(Select, new { serial });
        if (row is null || row.Revoked != 0)
        {
            Revoke(serial);
            return null;
        }
        var now = time.GetTimestamp();
        return _known.AddOrUpdate(serial, _ => Known.Of(row, serial, now), (_, before) => before with { CheckedAt = now }).Identity;
    }

    /// <summary>Ends everything that is open under this certificate.</summary>
    public void Revoke(string serial)
    {
        if (_known.TryRemove(serial, out var known)) known.Ended.Cancel();
    }

    /// <summary>Ends everything that boxes of this room have open. Who has something open has been asked for here.</summary>
    public void RevokeRoom(string roomId)
    {
        foreach (var (serial, known) in _known)
        {
            if (known.Identity.RoomId == roomId) Revoke(serial);
        }
    }

    // The source is never disposed: calls may still be registering with its token, and it holds no timer.
    private sealed record Known(AgentIdentity Identity, CancellationTokenSource Ended, long CheckedAt)
    {
        public static Known Of(Row row, string serial, long now)
        {
            var ended = new CancellationTokenSource();
            return new Known(new AgentIdentity(row.AgentId, row.RoomId, serial, DateTimeOffset.FromUnixTimeMilliseconds(row.NotAfterMs), ended.Token), ended, now);
        }
    }

    private sealed record Row(string AgentId, string RoomId, long NotAfterMs, long Revoked);
}
