using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>One try at a password, and at a code where the account asks for one: counted, slow, and the same answer for a wrong name and a wrong password.</summary>
internal sealed partial class PasswordCheck(Passwords passwords, SecondFactor factor, SignInGate gate, ILogger<PasswordCheck> logger)
{
    /// <returns>Why not, or null when password and code are the account's.</returns>
    public async Task<ProblemHttpResult?> RunAsync(HttpContext context, string user, Account? account, string password, string? code, CancellationToken cancellationToken)
    {
        var name = user.Length > 80 ? user[..80] : user.Trim();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (passwords.IsBusy)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problems.Create(StatusCodes.Status503ServiceUnavailable, "sign_in_busy", "Too many people are signing in; try again in some seconds.");
        }
        if (gate.Begin(name, address) is { } wait)
            return Locked(context, wait);
        if (password.Length > PasswordRule.Longest || !await passwords.VerifyAsync(account?.PasswordHash, password, cancellationToken))
        {
            LogWrong(address);
            return Problems.Create(StatusCodes.Status401Unauthorized, "sign_in_wrong", "The name or the password is wrong.");
        }
        // A right password without its code still counts as a try, or else codes could be guessed between such.
        if (await factor.IsOnAsync(account!.Id, cancellationToken))
        {
            if (string.IsNullOrEmpty(code)) return Problems.Create(StatusCodes.Status401Unauthorized, "code_required", "Send the code that the phone shows along, or a recovery code.");
            if (!await factor.SpendAsync(account.Id, code, cancellationToken))
            {
                LogWrong(address);
                return CodeWrong();
            }
        }
        gate.Succeeded(name, address);
        LogRight(account.Id, address);
        return null;
    }

    public static ProblemHttpResult Locked(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problems.Create(429, "sign_in_locked", $"Too many wrong passwords; try again in {Math.Ceiling(wait.TotalMinutes)} minutes.");
    }

    public static ProblemHttpResult CodeWrong() => Problems.Create(StatusCodes.Status401Unauthorized, "code_wrong", "The code is wrong, too old, or was used already.");

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "Account {AccountId} proved itself from {Address}")]
    private partial void LogRight(string accountId, string address);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "Wrong name or password from {Address}")]
    private partial void LogWrong(string address);
}
