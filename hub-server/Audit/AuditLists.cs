using System.Runtime.CompilerServices;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Audit;

/// <summary>A row as the page shows it.</summary>
internal sealed record AuditItem(
    long Seq,
    DateTimeOffset At,
    ActorKind ActorKind,
    string ActorId,
    string Actor,
    string Address,
    AuditAction Action,
    string Operation,
    string ThingKind,
    string ThingId,
    string Thing,
    string RegionId,
    string SchoolId,
    string RoomId,
    AuditOutcome Outcome,
    string Code,
    IReadOnlyList<AuditChange> Changes,
    string Hash)
{
    public static AuditItem Of(AuditRow row) => new(
        row.Seq, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs), Words.Enum<ActorKind>(row.ActorKind), row.ActorId, row.Actor, row.Address, Words.Enum<AuditAction>(row.Action),
        row.Operation, row.ThingKind, row.ThingId, row.Thing, row.RegionId, row.SchoolId, row.RoomId, Words.Enum<AuditOutcome>(row.Outcome), row.Code, AuditChange.Parse(row.Changes), row.Hash);
}

/// <summary>Reads the audit. Who reads it for a school or a region sees what stands there; sign-ins and the hub's own are for who reads it all.</summary>
internal sealed class AuditLists(HubDatabase database)
{
    private const int Piece = 1000;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["seq"] = "seq", ["at"] = "at_ms" };

    public async Task<Page<AuditItem>> ListAsync(Scope scope, AuditFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = (filter.Where(scope), filter.Values(scope));
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM audit_row {where}", values);
        var rows = await connection.QueryAsync<AuditRow>($"SELECT {AuditChain.Columns} FROM audit_row {where} {plan.Sql}", values);
        return plan.Of(rows.Select(AuditItem.Of).ToList(), total);
    }

    /// <summary>All that match, from the oldest on, a piece at a time: no connection is held while the reader is slow.</summary>
    public async IAsyncEnumerable<AuditRow> AllAsync(Scope scope, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sql = $"SELECT {AuditChain.Columns} FROM audit_row {filter.Where(scope)} AND seq > @after ORDER BY seq LIMIT @piece";
        for (var after = 0L; ;)
        {
            List<AuditRow> rows;
            await using (var connection = await database.OpenAsync(cancellationToken))
                rows = (await connection.QueryAsync<AuditRow>(sql, filter.Values(scope, after, Piece))).AsList();
            foreach (var row in rows) yield return row;
            if (rows.Count < Piece) yield break;
            after = rows[^1].Seq;
        }
    }
}
