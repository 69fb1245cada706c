using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>One-time links: the one that makes the first account, those with which a person chooses a password, and those that sign in.</summary>
internal sealed class AccountLinks(HubDatabase database, AccountStore accounts, AccountSettings settings, TimeProvider time)
{
    private const string Setup = "setup";
    private const string Reset = "reset";
    private const string SignIn = "sign-in";

    private const string Insert = "INSERT INTO one_time_link (secret_hash, purpose, account_id, expires_at_ms) VALUES (@hash, @purpose, @accountId, @expires)";

    private const string SpendSetup = """
        DELETE FROM one_time_link WHERE secret_hash = @hash AND purpose = 'setup' AND expires_at_ms > @now
        AND NOT EXISTS (SELECT 1 FROM account)
        """;

    private const string SpendReset = """
        DELETE FROM one_time_link WHERE secret_hash = @hash AND purpose = 'reset' AND expires_at_ms > @now
        AND EXISTS (SELECT 1 FROM account WHERE account.id = account_id AND disabled_at_ms IS NULL) RETURNING account_id
        """;

    // Whoever has set up a phone is asked for it: a link alone would be a way round it.
    private const string SpendSignIn = """
        DELETE FROM one_time_link WHERE secret_hash = @hash AND purpose = 'sign-in' AND expires_at_ms > @now
        AND EXISTS (SELECT 1 FROM account WHERE account.id = account_id AND disabled_at_ms IS NULL)
        AND NOT EXISTS (SELECT 1 FROM account_totp WHERE account_totp.account_id = one_time_link.account_id AND confirmed_at_ms IS NOT NULL)
        RETURNING account_id
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A setup link's secret; earlier ones die. Null when there is an account already: then nobody may set up.</summary>
    public async Task<string?> NewSetupLinkAsync(CancellationToken cancellationToken) =>
        await accounts.AnyAsync(cancellationToken) ? null : await NewAsync(Setup, null, settings.LinkLife, cancellationToken);

    /// <summary>A password link's secret for the account; earlier ones die.</summary>
    public Task<string> NewResetLinkAsync(string accountId, CancellationToken cancellationToken) => NewAsync(Reset, accountId, settings.LinkLife, cancellationToken);

    /// <summary>A secret that signs the account in, once and without its password; earlier ones die.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="told">Writes down, with it, that there is one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<string> NewSignInLinkAsync(string accountId, Func<DbConnection, Task> told, CancellationToken cancellationToken) =>
        NewAsync(SignIn, accountId, settings.LinkLife, cancellationToken, told);

    /// <summary>The same for somebody who is invited, and need not be at their desk now.</summary>
    public async Task<Invitation> InviteAsync(string accountId, string user, CancellationToken cancellationToken)
    {
        var expiresAt = time.GetUtcNow() + settings.InvitationLife;
        return new Invitation(accountId, user, $"/reset-password#token={await NewAsync(Reset, accountId, settings.InvitationLife, cancellationToken)}", expiresAt);
    }

    /// <summary>
    /// Spends a setup link: the link goes, the first accounts come, in one transaction; of two at the same time one wins.
    /// </summary>
    /// <param name="token">The link's secret.</param>
    /// <param name="first">The accounts, of which the first is the one who sets up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The accounts' ids in their order, or null when the link is unknown, spent or expired.</returns>
    public Task<IReadOnlyList<string>?> SetUpAsync(string token, IReadOnlyList<FirstAccount> first, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<string>?>(
            async connection =>
            {
                if (await connection.ExecuteAsync(SpendSetup, new { hash = Secret.Hash(token), now = Now }) == 0) return null;
                var ids = new List<string>();
                foreach (var account in first)
                {
                    ids.Add(await AccountStore.InsertAsync(connection, account.Name, account.PasswordHash, account.Roles, invited: ids.Count > 0, time)
                        ?? throw new InvalidOperationException("The first accounts' names have been compared, and two of them are the same."));
                }
                return ids;
            },
            cancellationToken);

    /// <summary>Whether the link could be spent now; asked before the slow hash is made.</summary>
    public async Task<bool> IsGoodAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        const string sql = "SELECT COUNT(*) FROM one_time_link WHERE secret_hash = @hash AND expires_at_ms > @now";
        return await connection.ExecuteScalarAsync<int>(sql, new { hash = Secret.Hash(token), now = Now }) > 0;
    }

    /// <summary>Whose password the link is for; null when it is no such link, or spent, or expired.</summary>
    public Task<Account?> OwnerAsync(string token, CancellationToken cancellationToken) => OwnerAsync(token, Reset, cancellationToken);

    /// <summary>Whom the link signs in; null as with <see cref="OwnerAsync"/>.</summary>
    public Task<Account?> SignInOwnerAsync(string token, CancellationToken cancellationToken) => OwnerAsync(token, SignIn, cancellationToken);

    /// <summary>Spends a sign-in link.</summary>
    /// <returns>Whether it was good: not spent or expired, and its account neither disabled nor with a second factor.</returns>
    public Task<bool> SpendSignInAsync(string token, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteScalarAsync<string?>(SpendSignIn, new { hash = Secret.Hash(token), now = Now }) is not null, cancellationToken);

    /// <summary>Spends a password link; all the account's sessions end.</summary>
    /// <returns>The account's id, or null when the link is unknown, spent or expired, or its account is disabled.</returns>
    public Task<string?> ResetAsync(string token, string passwordHash, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var id = await connection.ExecuteScalarAsync<string?>(SpendReset, new { hash = Secret.Hash(token), now = Now });
            if (id is not null) await AccountStore.ChangePasswordAsync(connection, id, passwordHash, time);
            return id;
        },
        cancellationToken);

    private async Task<Account?> OwnerAsync(string token, string purpose, CancellationToken cancellationToken)
    {
        const string sql = "SELECT account_id FROM one_time_link WHERE secret_hash = @hash AND purpose = @purpose AND expires_at_ms > @now";
        string? owner;
        await using (var connection = await database.OpenAsync(cancellationToken))
            owner = await connection.ExecuteScalarAsync<string?>(sql, new { hash = Secret.Hash(token), purpose, now = Now });
        return owner is null ? null : await accounts.GetAsync(owner, cancellationToken);
    }

    private Task<string> NewAsync(string purpose, string? accountId, TimeSpan life, CancellationToken cancellationToken, Func<DbConnection, Task>? told = null)
    {
        const string clear = "DELETE FROM one_time_link WHERE expires_at_ms <= @now OR purpose = @purpose AND (purpose = 'setup' OR account_id = @accountId)";
        var secret = Secret.New();
        var row = new { hash = Secret.Hash(secret), purpose, accountId, now = Now, expires = Now + (long)life.TotalMilliseconds };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(clear, row);
                await connection.ExecuteAsync(Insert, row);
                if (told is not null) await told(connection);
                return secret;
            },
            cancellationToken);
    }
}

/// <summary>One of the accounts that setting up makes.</summary>
internal sealed record FirstAccount(string Name, string PasswordHash, IReadOnlyCollection<Assignment> Roles);
