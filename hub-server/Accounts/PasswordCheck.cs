using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>One try at a password: counted, slow, and the same answer for a wrong name and a wrong password.</summary>
internal sealed partial class PasswordCheck(Passwords passwords, SignInGate gate, ILogger<PasswordCheck> logger)
{
    /// <returns>Why not, or null when the password is the account's.</returns>
    public async Task<ProblemHttpResult?> RunAsync(HttpContext context, string user, Account? account, string password, CancellationToken cancellationToken)
    {
        var name = user.Length > 80 ? user[..80] : user.Trim();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (passwords.IsBusy)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problems.Create(StatusCodes.Status503ServiceUnavailable, "sign_in_busy", "Too many people are signing in; try again in some seconds.");
        }
        if (gate.Begin(name, address) is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Problems.Create(429, "sign_in_locked", $"Too many wrong passwords; try again in {Math.Ceiling(wait.TotalMinutes)} minutes.");
        }
        if (password.Length > PasswordRule.Longest || !await passwords.VerifyAsync(account?.PasswordHash, password, cancellationToken))
        {
            LogWrong(address);
            return Problems.Create(StatusCodes.Status401Unauthorized, "sign_in_wrong", "The name or the password is wrong.");
        }
        gate.Succeeded(name, address);
        LogRight(account!.Id, address);
        return null;
    }

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "Account {AccountId} proved itself from {Address}")]
    private partial void LogRight(string accountId, string address);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "Wrong name or password from {Address}")]
    private partial void LogWrong(string address);
}
