using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>What became of a change to an account.</summary>
internal enum AccountChange
{
    Done,

    /// <summary>There is no such account any more.</summary>
    Unknown,

    /// <summary>It would have left the hub without a system administrator or a security administrator.</summary>
    LastAdministrator,
}

/// <summary>
/// Changes accounts. Whatever the change, afterwards somebody can still sign in who sees to the system, and somebody who says
/// who may do what; both are counted in the transaction of the change. What was changed holds from the next request on.
/// </summary>
internal sealed class AccountDesk(HubDatabase database, CallerStore callers, TimeProvider time)
{
    private const string CountAdministrators = """
        SELECT role, COUNT(*) AS enabled, SUM(1 - account.invited) AS active
        FROM account_role JOIN account ON account.id = account_role.account_id
        WHERE place_kind = 'hub' AND role IN @roles AND account.disabled_at_ms IS NULL GROUP BY role
        """;

    private const string Provider = "provider";

    private static readonly string[] s_indispensable = [.. RoleRights.Indispensable.Select(role => role.Word())];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<AccountChange> SetRolesAsync(string id, IReadOnlyCollection<Assignment> roles, CancellationToken cancellationToken) => ChangeAsync(
        async connection =>
        {
            if (await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM account WHERE id = @id", new { id }) == 0) return false;
            // What a provider gave and is left as it is stays the provider's to take.
            var provided = (await connection.QueryAsync<(string Role, string Kind, string Place)>("SELECT role, place_kind, place_id FROM account_role WHERE account_id = @id AND given_by = @givenBy", new { id, givenBy = Provider }))
                .Select(row => new Assignment(Words.Enum<Role>(row.Role), TreePlace.Of(row.Kind, row.Place))).Where(roles.Contains).ToList();
            await connection.ExecuteAsync("DELETE FROM account_role WHERE account_id = @id", new { id });
            await AccountStore.InsertRolesAsync(connection, id, provided, Provider);
            await AccountStore.InsertRolesAsync(connection, id, roles);
            return true;
        },
        cancellationToken);

    /// <summary>What an identity provider says of somebody, in place of what it said before; what was given here stays.</summary>
    public Task<AccountChange> SetProvidedRolesAsync(string id, IReadOnlyCollection<Assignment> roles, CancellationToken cancellationToken) => ChangeAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM account_role WHERE account_id = @id AND given_by = @givenBy", new { id, givenBy = Provider });
            await AccountStore.InsertRolesAsync(connection, id, roles, Provider);
            return true;
        },
        cancellationToken);

    /// <summary>Its sessions end; its tokens rest until it is enabled.</summary>
    public Task<AccountChange> DisableAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM session WHERE account_id = @id", new { id });
            return await connection.ExecuteAsync("UPDATE account SET disabled_at_ms = @now WHERE id = @id", new { id, now = Now }) == 1;
        },
        cancellationToken);

    public Task<AccountChange> EnableAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        async connection => await connection.ExecuteAsync("UPDATE account SET disabled_at_ms = NULL WHERE id = @id", new { id }) == 1, cancellationToken);

    /// <summary>Its sessions and tokens go with it; what it did stays under its name.</summary>
    public Task<AccountChange> DeleteAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        async connection => await connection.ExecuteAsync("DELETE FROM account WHERE id = @id", new { id }) == 1, cancellationToken);

    public Task<AccountChange> EndSessionsAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM session WHERE account_id = @id", new { id });
            return true;
        },
        cancellationToken);

    private async Task<AccountChange> ChangeAsync(Func<DbConnection, Task<bool>> change, CancellationToken cancellationToken)
    {
        try
        {
            var found = await database.WriteAsync(
                async connection =>
                {
                    var before = await CountAsync(connection);
                    if (!await change(connection)) return false;
                    var after = await CountAsync(connection);
                    // The exception takes the change back.
                    if (before.Any(count => after.GetValueOrDefault(count.Key) is var left && (Lost(count.Value.Enabled, left.Enabled) || Lost(count.Value.Active, left.Active)))) throw new LastAdministratorException();
                    return true;
                },
                cancellationToken);
            callers.Forget();
            return found ? AccountChange.Done : AccountChange.Unknown;
        }
        catch (LastAdministratorException)
        {
            return AccountChange.LastAdministrator;
        }
    }

    private static bool Lost(long before, long after) => before > 0 && after == 0;

    private static async Task<Dictionary<string, (long Enabled, long Active)>> CountAsync(DbConnection connection) =>
        (await connection.QueryAsync<(string Role, long Enabled, long Active)>(CountAdministrators, new { roles = s_indispensable }))
        .ToDictionary(row => row.Role, row => (row.Enabled, row.Active), StringComparer.Ordinal);

    private sealed class LastAdministratorException : Exception;
}
