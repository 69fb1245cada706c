using Microsoft.AspNetCore.Http.HttpResults;
using QRCoder;
using Tongtang.HubServer.Audit;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/session</c>.</summary>
/// <param name="User">The account's name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Code">What the phone shows, or a recovery code; asked for by <c>code_required</c> and <c>second_factor_required</c>.</param>
/// <param name="Next">A new password; asked for by <c>password_expired</c>.</param>
internal sealed record SignIn(string User, string Password, string? Code = null, string? Next = null);

/// <summary>What the phone must know: to be read as a picture, or typed in.</summary>
internal sealed record PhoneSecret(string Secret, string Address, string Picture)
{
    /// <summary>The picture is an SVG as a data address, in black on white with a quiet edge (ISO/IEC 18004).</summary>
    public static PhoneSecret Of(byte[] secret, string account)
    {
        var address = Totp.Address(secret, account);
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var picture = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(code.GetGraphic(4)));
        return new PhoneSecret(Totp.Base32(secret), address, $"data:image/svg+xml;base64,{picture}");
    }
}

/// <summary>
/// Signing in, in as many asks as the rules want: name and password; then a code where the account has a second factor, or
/// must have one and is now given its secret; then a new password where the old one is too old. Every ask carries all that
/// was asked for before, so that nothing half signed in is kept anywhere.
/// </summary>
internal sealed class SignInEndpoint(
    AccountStore accounts, PasswordCheck check, PasswordChange change, SecondFactor factor, CallerStore callers, Sessions sessions, AccountProfile profile, AccountSettings settings, TimeProvider time)
{
    public async Task<Results<Ok<SessionView>, ProblemHttpResult>> RunAsync(SignIn body, HttpContext context, CancellationToken cancellationToken)
    {
        var account = body.User.Length <= PasswordRule.Longest ? await accounts.FindAsync(body.User.Trim(), cancellationToken) : null;
        if (account is not null) AuditNote.Current?.By(account.Id, account.Name);
        if (await check.RunAsync(context, body.User, account, body.Password, body.Code, cancellationToken) is { } refused) return refused;
        if (account!.DisabledAtMs is not null) return Problems.Forbidden("account_disabled", "The account is disabled; ask whoever looks after accounts.");
        var (codes, missing) = await FirstCodeAsync(account, body.Code, cancellationToken);
        if (missing is not null) return missing;
        if (await ExpiredAsync(account, body, cancellationToken) is { } expired) return expired;
        var view = await sessions.BeginAsync(context, account.Id, cancellationToken);
        return TypedResults.Ok(view with { RecoveryCodes = codes });
    }

    /// <summary>Where a role asks for a second factor and there is none yet, signing in sets it up.</summary>
    private async Task<(IReadOnlyList<string>? RecoveryCodes, ProblemHttpResult? Missing)> FirstCodeAsync(Account account, string? code, CancellationToken cancellationToken)
    {
        if (settings.SecondFactorFor.Count == 0 || await factor.IsOnAsync(account.Id, cancellationToken)) return (null, null);
        var roles = await callers.AssignmentsAsync(account.Id, cancellationToken);
        if (!roles.All.Any(one => settings.SecondFactorFor.Contains(one.Role))) return (null, null);
        if (!string.IsNullOrEmpty(code))
            return await factor.ConfirmAsync(account.Id, code, cancellationToken) is { } codes ? (codes, null) : (null, PasswordCheck.CodeWrong());
        if (await factor.BeginAsync(account.Id, cancellationToken) is not { } secret) return (null, PasswordCheck.CodeWrong());
        return (null, Problems.Create(
            StatusCodes.Status403Forbidden, "second_factor_required", "The account's role asks for a second factor; send a code of the secret along.", ("phone", PhoneSecret.Of(secret, account.Name))));
    }

    private async Task<ProblemHttpResult?> ExpiredAsync(Account account, SignIn body, CancellationToken cancellationToken)
    {
        if (profile.PasswordAge is not { } most || time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(account.PasswordChangedAtMs) < most) return null;
        if (string.IsNullOrEmpty(body.Next)) return Problems.Forbidden("password_expired", $"The password is older than {most.TotalDays:0} days; send a new one along as next.");
        var (hash, problem) = await change.HashAsync(account, body.Next, cancellationToken);
        if (hash is null) return problem;
        await accounts.ChangePasswordAsync(account.Id, hash, cancellationToken);
        return null;
    }
}
