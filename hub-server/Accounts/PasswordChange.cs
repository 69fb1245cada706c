using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>A new password for an account: checked against the rules and against the ones it had.</summary>
internal sealed class PasswordChange(HubDatabase database, Passwords passwords, AccountProfile profile)
{
    private const string Former = "SELECT password_hash FROM former_password WHERE account_id = @id ORDER BY changed_at_ms DESC LIMIT @remembered";

    /// <summary>The password's hash, or why it cannot be this account's.</summary>
    public async Task<(string? Hash, ProblemHttpResult? Problem)> HashAsync(Account account, string password, CancellationToken cancellationToken)
    {
        if (passwords.Check(password, account.Name) is { } problem) return (null, problem);
        if (profile.PasswordsRemembered > 0)
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var former = await connection.QueryAsync<string>(Former, new { id = account.Id, remembered = profile.PasswordsRemembered - 1 });
            foreach (var hash in former.Prepend(account.PasswordHash))
            {
                if (await passwords.VerifyAsync(hash, password, cancellationToken))
                    return (null, Problems.Invalid("password_used", $"The password is one of the account's last {profile.PasswordsRemembered}; choose another."));
            }
        }
        return (await passwords.HashAsync(password, cancellationToken), null);
    }
}
