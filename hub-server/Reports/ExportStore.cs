using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>Files of reports in the database, so that they are found again, or made, after a restart.</summary>
internal sealed class ExportStore(HubDatabase database, TimeProvider time)
{
    /// <summary>Before a restart takes it for what stopped the hub.</summary>
    public const int MostAttempts = 3;

    private const string Columns = "id, owner, made_by, scope, wish, name, state, attempts, bytes, error_code, error, created_at_ms, finished_at_ms";

    private const string Insert = """
        INSERT INTO report_export (id, owner, made_by, scope, wish, name, state, attempts, created_at_ms)
        VALUES (@id, @owner, @madeBy, @scope, @wish, @name, 'queued', 0, @now)
        """;

    private const string Finish = "UPDATE report_export SET state = @state, bytes = @bytes, error_code = @code, error = @detail, finished_at_ms = @now WHERE id = @id";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["createdAt"] = "created_at_ms",
        ["name"] = "name",
        ["state"] = "state",
    };

    public async Task<string> CreateAsync(Caller caller, ExportWish wish, string name, CancellationToken cancellationToken)
    {
        var id = NodeId.New(time);
        var row = new { id, owner = OwnerOf(caller), madeBy = caller.Name, scope = ScopeText(caller.Scope), wish = JsonSerializer.Serialize(wish, JsonDefaults.Options), name, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await database.WriteAsync(connection => connection.ExecuteAsync(Insert, row), cancellationToken);
        return id;
    }

    /// <summary>The caller's own, made for what they still may see.</summary>
    public async Task<Page<ExportRow>> ListAsync(Caller caller, PagePlan plan, CancellationToken cancellationToken)
    {
        const string where = "owner = @owner AND scope = @scope";
        var values = new { owner = OwnerOf(caller), scope = ScopeText(caller.Scope) };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM report_export WHERE {where}", values);
        return plan.Of([.. await connection.QueryAsync<ExportRow>($"SELECT {Columns} FROM report_export WHERE {where} {plan.Sql}", values)], total);
    }

    public async Task<ExportRow?> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } row && row.Owner == OwnerOf(caller) && row.Scope == ScopeText(caller.Scope) ? row : null;

    public async Task<ExportRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ExportRow>($"SELECT {Columns} FROM report_export WHERE id = @id", new { id });
    }

    /// <summary>Those that are to be made, the oldest first.</summary>
    public async Task<IReadOnlyList<ExportRow>> ListOpenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<ExportRow>($"SELECT {Columns} FROM report_export WHERE state IN ('queued', 'running') ORDER BY created_at_ms, id")];
    }

    /// <returns>False: it is gone.</returns>
    public Task<bool> BeginAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteAsync("UPDATE report_export SET state = 'running', attempts = attempts + 1 WHERE id = @id", new { id }) == 1, cancellationToken);

    public Task FinishAsync(string id, long? bytes, ExportError? error, CancellationToken cancellationToken)
    {
        var state = (error is null ? ExportState.Ready : ExportState.Failed).Word();
        var row = new { id, state, bytes, code = error?.Code, detail = error?.Detail, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAtLastAsync(connection => connection.ExecuteAsync(Finish, row), cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM report_export WHERE id = @id", new { id }), cancellationToken);

    /// <returns>The ids of those that were finished before then, which are gone.</returns>
    public Task<IReadOnlyList<string>> ExpireAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<string>>(
        async connection => [.. await connection.QueryAsync<string>("DELETE FROM report_export WHERE finished_at_ms < @before RETURNING id", new { before = before.ToUnixTimeMilliseconds() })], cancellationToken);

    private static string OwnerOf(Caller caller) => caller.AccountId ?? $"token:{caller.Name}";

    private static string ScopeText(Scope scope) => scope.IsHub ? "hub" : string.Join(' ', scope.Id);
}

internal sealed record ExportRow
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string MadeBy { get; init; }

    public required string Scope { get; init; }

    public required string Wish { get; init; }

    public required string Name { get; init; }

    public required string State { get; init; }

    public int Attempts { get; init; }

    public long? Bytes { get; init; }

    public string? ErrorCode { get; init; }

    public string? Error { get; init; }

    public long CreatedAtMs { get; init; }

    public long? FinishedAtMs { get; init; }

    public ExportWish Asked() => JsonSerializer.Deserialize<ExportWish>(Wish, JsonDefaults.Options)!;
}
