using System.Collections.Concurrent;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Which certificate is which box, remembered for those that talk now. A box that was replaced or whose room was deleted
/// is cut off at once; what is changed in the database by other hands is noticed within <see cref="GoodFor"/>, also for
/// calls that are open (<see cref="RevocationWatch"/>).
/// </summary>
internal sealed class AgentRegistry(HubDatabase database, TimeProvider time)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);

    // By serial number. Only certificates of our own authority come here, so it is bounded by those ever issued.
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The box with this certificate. The first call that shows a certificate ends those that it succeeds.</summary>
    /// <exception cref="GrpcException">UNAUTHENTICATED certificate_revoked (also when its room is gone) or agent_duplicated.</exception>
    public async Task<AgentIdentity> RequireAsync(string serial, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(serial, out var known) && time.GetElapsedTime(known.CheckedAt) < GoodFor) return known.Identity;
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await CertificateRows.FindAsync(connection, serial);
        if (row is null || row.Revoked != 0)
        {
            Revoke(serial);
            throw AgentIdentity.RevokedRefusal();
        }
        if (row.DuplicatedAtMs is not null)
        {
            End(serial, duplicated: true);
            throw AgentIdentity.DuplicatedRefusal();
        }
        if (row.FirstUsedAtMs is null) await TakeIntoUseAsync(row.AgentId, serial, cancellationToken);
        var now = time.GetTimestamp();
        return _known.AddOrUpdate(serial, _ => Known.Of(row, serial, now), (_, before) => before with { CheckedAt = now }).Identity;
    }

    /// <summary>Ends everything that is open under this certificate.</summary>
    public void Revoke(string serial) => End(serial, duplicated: false);

    /// <summary>Ends everything that boxes of this room have open. Who has something open has been asked for here.</summary>
    public void RevokeRoom(string roomId)
    {
        foreach (var (serial, known) in _known)
        {
            if (known.Identity.RoomId == roomId) Revoke(serial);
        }
    }

    /// <summary>Two machines use this agent's certificate: both are refused from now on, and what they have open is ended.</summary>
    public async Task QuarantineAsync(AgentIdentity agent, CancellationToken cancellationToken)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(connection => CertificateRows.QuarantineAsync(connection, agent.AgentId, nowMs), cancellationToken);
        foreach (var (serial, known) in _known)
        {
            if (known.Identity.AgentId == agent.AgentId) End(serial, duplicated: true);
        }
    }

    /// <summary>Ends what is open under certificates that the database no longer takes.</summary>
    public async Task RecheckAsync(CancellationToken cancellationToken)
    {
        if (_known.IsEmpty) return;
        HashSet<string> living;
        await using (var connection = await database.OpenAsync(cancellationToken)) living = await CertificateRows.LivingAsync(connection);
        foreach (var serial in _known.Keys.Where(serial => !living.Contains(serial)))
        {
            try
            {
                // Asked anew, because it may have been issued after the list was read; this also ends it for the right reason.
                if (_known.TryGetValue(serial, out var known)) _known.TryUpdate(serial, known with { CheckedAt = long.MinValue / 2 }, known);
                await RequireAsync(serial, cancellationToken);
            }
            catch (GrpcException)
            {
                // Ended.
            }
        }
    }

    private async Task TakeIntoUseAsync(string agentId, string serial, CancellationToken cancellationToken)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var succeeded in await database.WriteAsync(connection => CertificateRows.UseAsync(connection, agentId, serial, nowMs), cancellationToken)) Revoke(succeeded);
    }

    private void End(string serial, bool duplicated)
    {
        if (_known.TryRemove(serial, out var known)) known.Identity.End.Come(duplicated);
    }

    private sealed record Known(AgentIdentity Identity, long CheckedAt)
    {
        public static Known Of(CertificateRow row, string serial, long now) =>
            new(new AgentIdentity(row.AgentId, row.RoomId, serial, DateTimeOffset.FromUnixTimeMilliseconds(row.NotAfterMs), new CertificateEnd()), now);
    }
}
