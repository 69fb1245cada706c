using System.Security.Cryptography;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// The second thing that signing in may ask for: a code of the account's phone, or one of the recovery codes. A code is
/// good once; wrong ones count as wrong passwords do.
/// </summary>
internal sealed class SecondFactor(HubDatabase database, TimeProvider time)
{
    private const int RecoveryCodes = 10;

    private const string Select = "SELECT secret, confirmed_at_ms, last_step FROM account_totp WHERE account_id = @account";

    private const string Begin = """
        INSERT INTO account_totp (account_id, secret, confirmed_at_ms, last_step) VALUES (@account, @secret, NULL, 0)
        ON CONFLICT (account_id) DO UPDATE SET secret = @secret, last_step = 0 WHERE account_totp.confirmed_at_ms IS NULL
        """;

    private const string Use = "UPDATE account_totp SET last_step = @step, confirmed_at_ms = COALESCE(confirmed_at_ms, @now) WHERE account_id = @account AND last_step < @step";

    /// <summary>Whether signing in asks for a code.</summary>
    public async Task<bool> IsOnAsync(string account, CancellationToken cancellationToken) => (await FindAsync(account, cancellationToken))?.ConfirmedAtMs is not null;

    /// <summary>A new secret for the account's phone; nothing changes until a code of it comes back. Null when it is on already.</summary>
    public async Task<byte[]?> BeginAsync(string account, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        return await database.WriteAsync(c => c.ExecuteAsync(Begin, new { account, secret }), cancellationToken) == 1 ? secret : null;
    }

    /// <summary>Turns it on with the first right code.</summary>
    /// <returns>The recovery codes, which nobody can read again; null when the code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(string account, string code, CancellationToken cancellationToken)
    {
        if (await FindAsync(account, cancellationToken) is not { ConfirmedAtMs: null } row) return null;
        if (Totp.Check(row.Secret, code, time.GetUtcNow(), row.LastStep) is not { } step) return null;
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => NewRecoveryCode()).ToList();
        return await database.WriteAsync(
            async connection =>
            {
                if (await connection.ExecuteAsync(Use, new { account, step, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 0) return null;
                await connection.ExecuteAsync("DELETE FROM recovery_code WHERE account_id = @account", new { account });
                await connection.ExecuteAsync("INSERT INTO recovery_code (account_id, code_hash) VALUES (@account, @hash)", codes.Select(one => new { account, hash = Secret.Hash(Plain(one)) }));
                return codes;
            },
            cancellationToken);
    }

    /// <summary>Whether the code is right, now and for the first time; then it is spent.</summary>
    public async Task<bool> SpendAsync(string account, string code, CancellationToken cancellationToken)
    {
        if (await FindAsync(account, cancellationToken) is not { ConfirmedAtMs: not null } row) return false;
        if (Totp.Check(row.Secret, code, time.GetUtcNow(), row.LastStep) is { } step)
            return await database.WriteAsync(c => c.ExecuteAsync(Use, new { account, step, now = 0L }), cancellationToken) == 1;
        const string spend = "DELETE FROM recovery_code WHERE account_id = @account AND code_hash = @hash";
        return Secret.Hash(Plain(code)) is { } hash && await database.WriteAsync(c => c.ExecuteAsync(spend, new { account, hash }), cancellationToken) == 1;
    }

    /// <summary>Signing in asks for no code any more.</summary>
    public Task EndAsync(string account, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM account_totp WHERE account_id = @account", new { account });
            await connection.ExecuteAsync("DELETE FROM recovery_code WHERE account_id = @account", new { account });
        },
        cancellationToken);

    private async Task<Row?> FindAsync(string account, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Row>(Select, new { account });
    }

    /// <summary>80 random bits as <c>ABCD-EFGH-IJKL-MNOP</c>.</summary>
    private static string NewRecoveryCode() => string.Join('-', Totp.Base32(RandomNumberGenerator.GetBytes(10)).Chunk(4).Select(part => new string(part)));

    private static string Plain(string code) => code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private sealed record Row
    {
        public required byte[] Secret { get; init; }

        public long? ConfirmedAtMs { get; init; }

        public long LastStep { get; init; }
    }
}
