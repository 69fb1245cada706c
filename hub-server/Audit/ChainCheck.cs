using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>The first place where the chain is not whole.</summary>
/// <param name="Fault">
/// <c>row_changed</c>: the row's hash is not that of the row; <c>row_missing</c>: it is not there; <c>row_moved</c>: it does not follow
/// the row before it; <c>end_missing</c>: there were rows after this one.
/// </param>
internal sealed record BrokenRow(long Seq, string Fault);

/// <summary>Reads the chain from its anchor to its end, a piece at a time, however long it is.</summary>
internal sealed class ChainCheck(HubDatabase database)
{
    private const int Piece = 2000;

    private const string Select = $"SELECT {AuditChain.Columns} FROM audit_row WHERE seq > @after ORDER BY seq LIMIT @Piece";

    /// <param name="progress">Told of how many rows were looked at, after each piece.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>Null: all is as it was written.</returns>
    public async Task<BrokenRow?> RunAsync(Func<long, Task> progress, CancellationToken cancellationToken)
    {
        var (last, end) = await MarksAsync(cancellationToken);
        for (var done = 0L; ;)
        {
            List<AuditRow> rows;
            await using (var connection = await database.OpenAsync(cancellationToken)) rows = await ReadAsync(connection, last.Seq);
            foreach (var row in rows)
            {
                if (Fault(row, last) is { } broken) return broken;
                last = new AuditMark { Seq = row.Seq, Hash = row.Hash };
            }
            await progress(done += rows.Count);
            if (rows.Count < Piece) return End(last, end);
        }
    }

    /// <summary>Pure: how a row fails to follow the one before it.</summary>
    public static BrokenRow? Fault(AuditRow row, AuditMark before) => row switch
    {
        _ when row.Seq != before.Seq + 1 => new BrokenRow(before.Seq + 1, "row_missing"),
        _ when row.ComputeHash() != row.Hash => new BrokenRow(row.Seq, "row_changed"),
        _ when row.Previous != before.Hash => new BrokenRow(row.Seq, "row_moved"),
        _ => null,
    };

    /// <summary>Rows that came meanwhile are after the end of the beginning.</summary>
    private static BrokenRow? End(AuditMark last, AuditMark end) => last.Seq < end.Seq ? new BrokenRow(last.Seq + 1, "end_missing") : last.Seq == end.Seq && last.Hash != end.Hash ? new BrokenRow(last.Seq, "row_changed") : null;

    private async Task<(AuditMark Anchor, AuditMark Head)> MarksAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        return (await AuditChain.MarkAsync(connection, AuditChain.Anchor), await AuditChain.MarkAsync(connection, AuditChain.Head));
    }

    private static async Task<List<AuditRow>> ReadAsync(DbConnection connection, long after) =>
        (await connection.QueryAsync<AuditRow>(Select, new { after, Piece })).AsList();
}
