using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>Which account is whose at the provider, and which of the sessions here began there.</summary>
internal sealed class ProvidedAccounts(HubDatabase database, CallerStore callers, TimeProvider time)
{
    private const string Find = """
        SELECT account.id, account.name, password_hash, password_changed_at_ms, disabled_at_ms
        FROM account JOIN account_identity ON account_identity.account_id = account.id WHERE issuer = @issuer AND subject = @subject
        """;

    private const string Insert = "INSERT INTO account_identity (issuer, subject, account_id, created_at_ms) VALUES (@issuer, @subject, @account, @now) ON CONFLICT DO NOTHING";

    private const string EndSessions = """
        DELETE FROM session WHERE provider_issuer = @issuer AND (@session = '' OR provider_session = @session)
        AND (@subject = '' OR account_id IN (SELECT account_id FROM account_identity WHERE issuer = @issuer AND subject = @subject))
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<Account?> FindAsync(ProvedPerson person, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Account>(Find, new { issuer = person.Issuer, subject = person.Subject });
    }

    /// <summary>From now on the account is this person's.</summary>
    public Task TakeAsync(ProvedPerson person, string account, CancellationToken cancellationToken) => database.WriteAsync(connection => TakeAsync(connection, person, account), cancellationToken);

    /// <returns>The new account's id, or null when its name is taken, or one that looks like it.</returns>
    public Task<string?> CreateAsync(ProvedPerson person, string name, string passwordHash, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var id = await AccountStore.InsertAsync(connection, name, passwordHash, [], invited: true, time);
            if (id is not null) await TakeAsync(connection, person, id);
            return id;
        },
        cancellationToken);

    /// <summary>What somebody here has given the account, which the provider cannot take.</summary>
    public async Task<IReadOnlyList<Assignment>> OwnRolesAsync(string account, CancellationToken cancellationToken)
    {
        const string sql = "SELECT role, place_kind, place_id FROM account_role WHERE account_id = @account AND given_by = ''";
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<(string Role, string Kind, string Place)>(sql, new { account })).Select(row => new Assignment(Words.Enum<Role>(row.Role), TreePlace.Of(row.Kind, row.Place)))];
    }

    /// <summary>What the provider gave for this session; null when it began here.</summary>
    public async Task<string?> IdTokenAsync(string? secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>("SELECT id_token FROM session WHERE secret_hash = @hash", new { hash = Secret.Hash(secret) });
    }

    /// <returns>How many sessions have ended.</returns>
    public async Task<int> EndSessionsAsync(string issuer, string? subject, string? session, CancellationToken cancellationToken)
    {
        var ended = await database.WriteAsync(connection => connection.ExecuteAsync(EndSessions, new { issuer, subject = subject ?? "", session = session ?? "" }), cancellationToken);
        callers.Forget();
        return ended;
    }

    private Task<int> TakeAsync(DbConnection connection, ProvedPerson person, string account) =>
        connection.ExecuteAsync(Insert, new { issuer = person.Issuer, subject = person.Subject, account, now = Now });
}
