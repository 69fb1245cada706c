using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Accounts;

/// <summary>A program's token as lists show it; the token itself is shown once, when it is made.</summary>
/// <param name="CreatedBy">Whose account made it, by name; null for one made on the command line or by another token.</param>
internal sealed record ApiToken(
    string Id, string Name, TreePlace Scope, IReadOnlyList<Role> Roles, string? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>Tokens in the database. One sees and deletes those whose scope lies within one's own.</summary>
internal sealed class TokenStore(HubDatabase database, TreePlaces places, CallerStore callers, TimeProvider time)
{
    private const string Select = """
        SELECT api_token.id, api_token.name, scope_kind, scope_id, api_token.created_at_ms, expires_at_ms, last_used_at_ms, maker.name AS created_by
        FROM api_token LEFT JOIN account AS maker ON maker.id = api_token.maker_id
        """;

    private const string SelectRoles = "SELECT token_id, role FROM token_role WHERE token_id IN @ids ORDER BY role";

    private const string Insert = """
        INSERT INTO api_token (id, name, secret_hash, scope_kind, scope_id, created_at_ms, expires_at_ms, maker_id)
        VALUES (@id, @name, @hash, @kind, @scopeId, @now, @expires, @maker)
        """;

    private const string InsertRole = "INSERT INTO token_role (token_id, role) VALUES (@id, @role)";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "name",
        ["createdAt"] = "created_at_ms",
        ["expiresAt"] = "COALESCE(expires_at_ms, 0)",
        ["lastUsedAt"] = "COALESCE(last_used_at_ms, 0)",
    };

    public async Task<Page<ApiToken>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"WHERE {scope.FilterPlaces("scope_id")}";
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM api_token {where}", values);
        var rows = (await connection.QueryAsync<TokenRow>($"SELECT * FROM ({Select} {where}) AS token {plan.Sql}", values)).AsList();
        var roles = (await connection.QueryAsync<(string Token, string Role)>(SelectRoles, new { ids = rows.Select(row => row.Id) })).ToLookup(one => one.Token, one => Words.Enum<Role>(one.Role), StringComparer.Ordinal);
        return plan.Of(rows.Select(row => row.View([.. roles[row.Id]])).ToList(), total);
    }

    /// <returns>The token's id and the token, which nobody can read again; null when its region or school is not there.</returns>
    public Task<(string Id, string Token)?> CreateAsync(
        string name, TreePlace place, IReadOnlyCollection<Role> roles, DateTimeOffset? expiresAt, string? maker, CancellationToken cancellationToken)
    {
        var (id, token) = (NodeId.New(time), Secret.New(Secret.TokenPrefix));
        var row = new
        {
            id,
            name,
            hash = Secret.Hash(token),
            kind = place.Kind.Word(),
            scopeId = place.Id,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            expires = expiresAt?.ToUnixTimeMilliseconds(),
            maker,
        };
        return database.WriteAsync<(string, string)?>(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<int>(Exists(place.Kind), new { scopeId = place.Id }) == 0) return null;
                await connection.ExecuteAsync(Insert, row);
                await connection.ExecuteAsync(InsertRole, roles.Distinct().Select(role => new { id, role = role.Word() }));
                return (id, token);
            },
            cancellationToken);
    }

    /// <returns>False when the caller has no such token.</returns>
    public async Task<bool> DeleteAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        var sql = $"DELETE FROM api_token WHERE id = @id AND {scope.FilterPlaces("scope_id")}";
        var gone = await database.WriteAsync(c => c.ExecuteAsync(sql, new { id, scopeId = scope.Id }), cancellationToken) == 1;
        callers.Forget();
        return gone;
    }

    /// <summary>Deletes the tokens that an account made and that may do more than the account may now.</summary>
    public async Task TrimAsync(string maker, Assignments now, CancellationToken cancellationToken)
    {
        const string select = "SELECT api_token.id, scope_kind, scope_id, role FROM api_token JOIN token_role ON token_role.token_id = api_token.id WHERE maker_id = @maker";
        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var (id, kind, place, role) in await connection.QueryAsync<(string Id, string Kind, string? Place, string Role)>(select, new { maker }))
        {
            var known = await places.FindAsync(TreePlace.Of(kind, place), cancellationToken);
            if (known is not { } there || !TreePlaces.Covers(now, Words.Enum<Role>(role), there)) await DeleteAsync(Scope.Hub, id, cancellationToken);
        }
    }

    private static string Exists(ScopeKind kind) => kind switch
    {
        ScopeKind.Hub => "SELECT 1",
        ScopeKind.Region => "SELECT COUNT(*) FROM region WHERE id = @scopeId",
        _ => "SELECT COUNT(*) FROM school WHERE id = @scopeId",
    };

    private sealed record TokenRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string ScopeKind { get; init; }

        public string? ScopeId { get; init; }

        public string? CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public long? ExpiresAtMs { get; init; }

        public long? LastUsedAtMs { get; init; }

        public ApiToken View(IReadOnlyList<Role> roles) =>
            new(Id, Name, TreePlace.Of(ScopeKind, ScopeId), roles, CreatedBy, Utc(CreatedAtMs)!.Value, Utc(ExpiresAtMs), Utc(LastUsedAtMs));

        private static DateTimeOffset? Utc(long? ms) => ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
    }
}
