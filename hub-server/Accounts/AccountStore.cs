using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>A person's account as sign-in needs it.</summary>
internal sealed record Account
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string PasswordHash { get; init; }

    public long PasswordChangedAtMs { get; init; }

    public long? DisabledAtMs { get; init; }
}

/// <summary>Accounts with their passwords and roles.</summary>
internal sealed class AccountStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = "id, name, password_hash, password_changed_at_ms, disabled_at_ms";

    private const string Insert = """
        INSERT INTO account (id, name, look_key, password_hash, invited, created_at_ms, password_changed_at_ms)
        VALUES (@id, @name, @lookKey, @passwordHash, @invited, @now, @now)
        ON CONFLICT DO NOTHING
        """;

    private const string InsertRole = "INSERT INTO account_role (account_id, role, place_kind, place_id, given_by) VALUES (@account, @role, @kind, @place, @givenBy) ON CONFLICT DO NOTHING";

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM account") > 0;
    }

    public async Task<Account?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>($"SELECT {Columns} FROM account WHERE name = @name", new { name });
    }

    public async Task<Account?> GetAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>($"SELECT {Columns} FROM account WHERE id = @id", new { id });
    }

    /// <summary>An account whose owner still has to choose a password, which nobody knows until then.</summary>
    /// <returns>The new account's id, or null when the name is taken, or one that looks like it.</returns>
    public Task<string?> CreateAsync(string name, string passwordHash, IReadOnlyCollection<Assignment> roles, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => InsertAsync(connection, name, passwordHash, roles, invited: true, time), cancellationToken);

    /// <summary>The same within a transaction.</summary>
    public static async Task<string?> InsertAsync(DbConnection connection, string name, string passwordHash, IReadOnlyCollection<Assignment> roles, bool invited, TimeProvider time)
    {
        var row = new { id = NodeId.New(time), name, lookKey = LookKey.Of(name), passwordHash, invited = invited ? 1 : 0, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        if (await connection.ExecuteAsync(Insert, row) == 0) return null;
        await InsertRolesAsync(connection, row.id, roles);
        return row.id;
    }

    public static Task InsertRolesAsync(DbConnection connection, string account, IEnumerable<Assignment> roles, string givenBy = "") =>
        connection.ExecuteAsync(InsertRole, roles.Distinct().Select(one => new { account, role = one.Role.Word(), kind = one.Place.Kind.Word(), place = one.Place.Id ?? "", givenBy }));

    /// <summary>Gives the account a new password; all its sessions end.</summary>
    public Task ChangePasswordAsync(string id, string passwordHash, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => ChangePasswordAsync(connection, id, passwordHash, time), cancellationToken);

    public static async Task ChangePasswordAsync(DbConnection connection, string id, string passwordHash, TimeProvider time)
    {
        const string keep = "INSERT INTO former_password (account_id, password_hash, changed_at_ms) SELECT id, password_hash, @now FROM account WHERE id = @id ON CONFLICT DO NOTHING";
        const string sql = "UPDATE account SET password_hash = @passwordHash, password_changed_at_ms = @now, invited = 0 WHERE id = @id";
        await connection.ExecuteAsync(keep, new { id, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync(sql, new { id, passwordHash, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync("DELETE FROM session WHERE account_id = @id", new { id });
    }
}
