using System.Globalization;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// Takes away what is older than it must be kept, from the oldest on. The hash of the newest row that went stays as the
/// anchor, and a row says so: the rest can be checked from there, and nobody can take away more and move the anchor unseen.
/// </summary>
internal sealed class AuditPruning(HubDatabase database, AuditChain chain, AuditSettings settings, TimeProvider time)
{
    /// <summary>In one transaction: others write, too.</summary>
    private const int Piece = 5000;

    // A row that is young enough ends it, and so does the piece; rows behind it that a wrong clock made old wait for it.
    private const string SelectLast = """
        SELECT seq, hash FROM audit_row WHERE seq < COALESCE((SELECT MIN(seq) FROM audit_row WHERE at_ms >= @before), (SELECT MAX(seq) + 1 FROM audit_row))
            AND seq <= (SELECT MIN(seq) FROM audit_row) + @Piece - 1
        ORDER BY seq DESC LIMIT 1
        """;

    /// <returns>How many rows went.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - settings.Life).ToUnixTimeMilliseconds();
        for (var sum = 0L; ;)
        {
            var gone = await PruneAsync(before, cancellationToken);
            sum += gone;
            if (gone < Piece) return sum;
        }
    }

    private Task<long> PruneAsync(long before, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await connection.QuerySingleOrDefaultAsync<AuditMark>(SelectLast, new { before, Piece }) is not { } last) return 0;
            var gone = await connection.ExecuteAsync("DELETE FROM audit_row WHERE seq <= @Seq", last);
            await connection.ExecuteAsync(AuditChain.SaveMark, new { name = AuditChain.Anchor, seq = last.Seq, hash = last.Hash });
            var changes = AuditChange.Json([new AuditChange("seq", null, last.Seq.ToString(CultureInfo.InvariantCulture)), new AuditChange("hash", null, last.Hash)]);
            await chain.AppendAsync(connection, AuditRow.Of(Actor.Hub, AuditAction.Delete, "pruneAudit", new AuditThing("audit", ""), AuditOutcome.Done, "", changes));
            return (long)gone;
        },
        cancellationToken);
}
