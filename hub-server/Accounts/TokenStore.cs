using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Accounts;

/// <summary>A program's token as lists show it; the token itself is shown once, when it is made.</summary>
internal sealed record ApiToken(string Id, string Name, Scope Scope, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>Tokens in the database. One sees and deletes those whose scope lies within one's own.</summary>
internal sealed class TokenStore(HubDatabase database, CallerStore callers, TimeProvider time)
{
    private const string Columns = "id, name, scope_kind, scope_id, created_at_ms, expires_at_ms, last_used_at_ms";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "name",
        ["createdAt"] = "created_at_ms",
        ["expiresAt"] = "COALESCE(expires_at_ms, 0)",
        ["lastUsedAt"] = "COALESCE(last_used_at_ms, 0)",
    };

    public async Task<Page<ApiToken>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"WHERE {Within(scope)}";
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM api_token {where}", values);
        var rows = await connection.QueryAsync<TokenRow>($"SELECT {Columns} FROM api_token {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    /// <returns>The token's id and the token, which nobody can read again; null when the scope's region or school is not there.</returns>
    public Task<(string Id, string Token)?> CreateAsync(string name, Scope scope, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO api_token (id, name, secret_hash, scope_kind, scope_id, created_at_ms, expires_at_ms)
            VALUES (@id, @name, @hash, @kind, @scopeId, @now, @expires)
            """;
        var (id, token) = (NodeId.New(time), Secret.New(Secret.TokenPrefix));
        var row = new
        {
            id,
            name,
            hash = Secret.Hash(token),
            kind = scope.Kind.Word(),
            scopeId = scope.Id,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            expires = expiresAt?.ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync<(string, string)?>(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<int>(Exists(scope), new { scopeId = scope.Id }) == 0) return null;
                await connection.ExecuteAsync(sql, row);
                return (id, token);
            },
            cancellationToken);
    }

    /// <returns>False when the caller has no such token.</returns>
    public async Task<bool> DeleteAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        var sql = $"DELETE FROM api_token WHERE id = @id AND {Within(scope)}";
        var gone = await database.WriteAsync(c => c.ExecuteAsync(sql, new { id, scopeId = scope.Id }), cancellationToken) == 1;
        callers.Forget();
        return gone;
    }

    /// <summary>Whether the scope lies within the asker's; a school's is within its region's.</summary>
    public async Task<bool> CoversAsync(Scope asker, Scope asked, CancellationToken cancellationToken)
    {
        if (asker.Kind == ScopeKind.Hub || asker == asked) return true;
        if (asker.Kind != ScopeKind.Region || asked.Kind != ScopeKind.School) return false;
        await using var connection = await database.OpenAsync(cancellationToken);
        const string sql = "SELECT COUNT(*) FROM school WHERE id = @school AND region_id = @region";
        return await connection.ExecuteScalarAsync<int>(sql, new { school = asked.Id, region = asker.Id }) == 1;
    }

    private static string Exists(Scope scope) => scope.Kind switch
    {
        ScopeKind.Hub => "SELECT 1",
        ScopeKind.Region => "SELECT COUNT(*) FROM region WHERE id = @scopeId",
        _ => "SELECT COUNT(*) FROM school WHERE id = @scopeId",
    };

    private static string Within(Scope scope) => scope.Kind switch
    {
        ScopeKind.Hub => "1 = 1",
        ScopeKind.Region => "(scope_id = @scopeId OR scope_id IN (SELECT id FROM school WHERE region_id = @scopeId))",
        _ => "scope_id = @scopeId",
    };

    private sealed record TokenRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string ScopeKind { get; init; }

        public string? ScopeId { get; init; }

        public long CreatedAtMs { get; init; }

        public long? ExpiresAtMs { get; init; }

        public long? LastUsedAtMs { get; init; }

        public ApiToken View() => new(Id, Name, new Scope(Words.Enum<ScopeKind>(ScopeKind), ScopeId), Utc(CreatedAtMs)!.Value, Utc(ExpiresAtMs), Utc(LastUsedAtMs));

        private static DateTimeOffset? Utc(long? ms) => ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
    }
}
