using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>A person's account as sign-in needs it.</summary>
internal sealed record Account
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string PasswordHash { get; init; }
}

/// <summary>Accounts and the one-time links that make them or give them a new password.</summary>
internal sealed class AccountStore(HubDatabase database, AccountSettings settings, TimeProvider time)
{
    private const string Setup = "setup";
    private const string Reset = "reset";

    private const string Insert = """
        INSERT INTO account (id, name, password_hash, scope_kind, scope_id, created_at_ms, password_changed_at_ms)
        VALUES (@id, @name, @passwordHash, @scopeKind, @scopeId, @now, @now)
        ON CONFLICT DO NOTHING
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM account") > 0;
    }

    public async Task<Account?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>("SELECT id, name, password_hash FROM account WHERE name = @name", new { name });
    }

    public async Task<Account?> GetAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>("SELECT id, name, password_hash FROM account WHERE id = @id", new { id });
    }

    /// <returns>The new account's id, or null when the name is taken.</returns>
    public Task<string?> CreateAsync(string name, string passwordHash, Scope scope, CancellationToken cancellationToken)
    {
        var row = Row(name, passwordHash, scope);
        return database.WriteAsync(async c => await c.ExecuteAsync(Insert, row) == 1 ? row.id : null, cancellationToken);
    }

    /// <summary>A setup link's secret; earlier ones die. Null when there is an account already: then nobody may set up.</summary>
    public async Task<string?> NewSetupLinkAsync(CancellationToken cancellationToken) =>
        await AnyAsync(cancellationToken) ? null : await NewLinkAsync(Setup, null, cancellationToken);

    /// <summary>A password link's secret for the account.</summary>
    public Task<string> NewResetLinkAsync(string accountId, CancellationToken cancellationToken) => NewLinkAsync(Reset, accountId, cancellationToken);

    /// <summary>
    /// Spends a setup link: the link goes, the first account comes, in one transaction; of two at the same time one wins.
    /// </summary>
    /// <returns>The new account's id, or null when the link is unknown, spent or expired.</returns>
    public Task<string?> SetUpAsync(string token, string name, string passwordHash, CancellationToken cancellationToken)
    {
        const string spend = """
            DELETE FROM one_time_link WHERE secret_hash = @hash AND purpose = 'setup' AND expires_at_ms > @now
            AND NOT EXISTS (SELECT 1 FROM account)
            """;
        var row = Row(name, passwordHash, Scope.Hub);
        return database.WriteAsync(
            async connection =>
            {
                if (await connection.ExecuteAsync(spend, new { hash = Secret.Hash(token), now = Now }) == 0) return null;
                await connection.ExecuteAsync(Insert, row);
                return row.id;
            },
            cancellationToken);
    }

    /// <summary>Whether the link could be spent now; asked before the slow hash is made.</summary>
    public async Task<bool> IsLinkAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        const string sql = "SELECT COUNT(*) FROM one_time_link WHERE secret_hash = @hash AND expires_at_ms > @now";
        return await connection.ExecuteScalarAsync<int>(sql, new { hash = Secret.Hash(token), now = Now }) > 0;
    }

    /// <summary>Spends a password link; all the account's sessions end.</summary>
    /// <returns>The account's id, or null when the link is unknown, spent or expired.</returns>
    public Task<string?> ResetAsync(string token, string passwordHash, CancellationToken cancellationToken)
    {
        const string spend = "DELETE FROM one_time_link WHERE secret_hash = @hash AND purpose = 'reset' AND expires_at_ms > @now RETURNING account_id";
        return database.WriteAsync(
            async connection =>
            {
                var id = await connection.ExecuteScalarAsync<string?>(spend, new { hash = Secret.Hash(token), now = Now });
                if (id is not null) await ChangePasswordAsync(connection, id, passwordHash);
                return id;
            },
            cancellationToken);
    }

    /// <summary>Gives the account a new password; all its sessions end.</summary>
    public Task ChangePasswordAsync(string id, string passwordHash, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => ChangePasswordAsync(connection, id, passwordHash), cancellationToken);

    private async Task ChangePasswordAsync(System.Data.Common.DbConnection connection, string id, string passwordHash)
    {
        const string sql = "UPDATE account SET password_hash = @passwordHash, password_changed_at_ms = @now WHERE id = @id";
        await connection.ExecuteAsync(sql, new { id, passwordHash, now = Now });
        await connection.ExecuteAsync("DELETE FROM session WHERE account_id = @id", new { id });
    }

    private Task<string> NewLinkAsync(string purpose, string? accountId, CancellationToken cancellationToken)
    {
        const string clear = "DELETE FROM one_time_link WHERE expires_at_ms <= @now OR purpose = 'setup' AND @purpose = 'setup' OR account_id = @accountId";
        const string sql = "INSERT INTO one_time_link (secret_hash, purpose, account_id, expires_at_ms) VALUES (@hash, @purpose, @accountId, @expires)";
        var secret = Secret.New();
        var row = new { hash = Secret.Hash(secret), purpose, accountId, now = Now, expires = Now + (long)settings.LinkLife.TotalMilliseconds };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(clear, row);
                await connection.ExecuteAsync(sql, row);
                return secret;
            },
            cancellationToken);
    }

    private NewAccount Row(string name, string passwordHash, Scope scope) => new(NodeId.New(time), name, passwordHash, scope.Kind.Word(), scope.Id, Now);

    private sealed record NewAccount(string id, string name, string passwordHash, string scopeKind, string? scopeId, long now);
}
