using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

internal enum CheckState
{
    Running,
    Sound,
    Broken,

    /// <summary>The hub ended meanwhile, or could not read on.</summary>
    Interrupted,
}

/// <summary>A check of the chain.</summary>
/// <param name="BegunBy">Who asked for it; empty: the nightly one.</param>
/// <param name="Checked">Rows that were looked at by now.</param>
/// <param name="Total">Rows there were when it began.</param>
/// <param name="BrokenSeq">The first row that is not as it was written, or that is not there.</param>
/// <param name="Fault">row_changed, row_missing, row_moved, end_missing.</param>
internal sealed record AuditCheck(string Id, CheckState State, string BegunBy, DateTimeOffset BegunAt, DateTimeOffset? FinishedAt, long Checked, long Total, long? BrokenSeq, string? Fault);

/// <summary>The checks of the chain, those of the past with what they found.</summary>
internal sealed class CheckBook(HubDatabase database, TimeProvider time)
{
    private const int Kept = 400;

    private const string Columns = "id, state, begun_by, begun_at_ms, finished_at_ms, checked, total, broken_seq, fault";

    private const string Insert = """
        INSERT INTO audit_check (id, state, begun_by, begun_at_ms, checked, total) VALUES (@id, 'running', @by, @now, 0, (SELECT COUNT(*) FROM audit_row))
        """;

    private const string Save = "UPDATE audit_check SET state = @state, checked = @done, broken_seq = @brokenSeq, fault = @fault, finished_at_ms = @finished WHERE id = @id";

    private const string Forget = "DELETE FROM audit_check WHERE id IN (SELECT id FROM audit_check ORDER BY begun_at_ms DESC, id DESC LIMIT 1000 OFFSET @Kept)";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <returns>The check's id; another's that runs already.</returns>
    public Task<string> BeginAsync(string by, CancellationToken cancellationToken)
    {
        var id = NodeId.New(time);
        return database.WriteAsync(
            async connection =>
            {
                if (await connection.QueryFirstOrDefaultAsync<string>("SELECT id FROM audit_check WHERE state = 'running'") is { } running) return running;
                await connection.ExecuteAsync(Insert, new { id, by, now = Now });
                await connection.ExecuteAsync(Forget, new { Kept });
                return id;
            },
            cancellationToken);
    }

    public Task SaveAsync(string id, CheckState state, long done, BrokenRow? broken, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(Save, new { id, state = state.Word(), done, brokenSeq = broken?.Seq, fault = broken?.Fault, finished = state == CheckState.Running ? (long?)null : Now }), cancellationToken);

    /// <summary>What ran when the hub ended will not end by itself.</summary>
    public Task InterruptAsync(CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("UPDATE audit_check SET state = 'interrupted', finished_at_ms = @now WHERE state = 'running'", new { now = Now }), cancellationToken);

    public async Task<AuditCheck?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM audit_check WHERE id = @id", new { id }))?.View();
    }

    /// <returns>The newest; null: there never was one.</returns>
    public async Task<AuditCheck?> LastAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM audit_check ORDER BY begun_at_ms DESC, id DESC LIMIT 1"))?.View();
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string State { get; init; }

        public required string BegunBy { get; init; }

        public long BegunAtMs { get; init; }

        public long? FinishedAtMs { get; init; }

        public long Checked { get; init; }

        public long Total { get; init; }

        public long? BrokenSeq { get; init; }

        public string? Fault { get; init; }

        public AuditCheck View() => new(
            Id, Words.Enum<CheckState>(State), BegunBy, DateTimeOffset.FromUnixTimeMilliseconds(BegunAtMs), FinishedAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, Checked, Total, BrokenSeq, Fault);
    }
}
