using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>PUT /api/v1/session/password</c>.</summary>
/// <param name="Password">The present one.</param>
/// <param name="Next">The new one.</param>
/// <param name="Code">With a second factor: what the phone shows, or a recovery code.</param>
internal sealed record NewPassword(string Password, string Next, string? Code = null);

/// <summary>Body of requests that prove the phone.</summary>
internal sealed record PhoneCode(string Code);

/// <summary>Each good once, when the phone is lost; shown in this answer only.</summary>
internal sealed record RecoveryCodes(IReadOnlyList<string> Codes);

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder group)
    {
        group.ForAnyCaller();
        group.MapPost("/", SignInAsync).AllowAnonymous().WithName("signIn").WithSummary("Signs in; the answer sets the session's cookie").ProducesProblem(401).ProducesProblem(429);
        LinkSignIn.Map(group);
        ScreenSignIn.Map(group);
        group.MapGet("/", (Caller caller) => TypedResults.Ok(SessionView.Of(caller))).WithName("getSession").WithSummary("Who is signed in, and what they may do where");
        group.MapDelete("/", SignOutAsync).WithName("signOut").WithSummary("Ends the session here and in the browser");
        group.MapPut("/password", ChangePasswordAsync).WithName("changePassword").WithSummary("Changes one's own password; all one's sessions end but a new one").ProducesProblem(401).ProducesProblem(429);
        group.MapPost("/second-factor", BeginFactorAsync).WithName("beginSecondFactor").WithSummary("A secret for the caller's phone; it counts once a code of it was sent").ProducesProblem(403).ProducesProblem(409);
        group.MapPost("/second-factor/confirm", ConfirmFactorAsync).WithName("confirmSecondFactor").WithSummary("Turns the second factor on; the answer has the recovery codes").ProducesProblem(401).ProducesProblem(403);
        group.MapPost("/second-factor/end", EndFactorAsync).WithName("endSecondFactor").WithSummary("Turns the second factor off, with a code of it").ProducesProblem(401).ProducesProblem(403);
    }

    private static Task<Results<Ok<SessionView>, ProblemHttpResult>> SignInAsync(SignIn body, HttpContext context, SignInEndpoint signIn, CancellationToken cancellationToken) =>
        signIn.RunAsync(body, context, cancellationToken);

    private static async Task<NoContent> SignOutAsync(HttpContext context, CallerStore callers, CancellationToken cancellationToken)
    {
        await callers.EndSessionAsync(SessionCookie.Read(context.Request), cancellationToken);
        SessionCookie.Delete(context);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> ChangePasswordAsync(
        NewPassword body, Caller caller, HttpContext context, AccountStore accounts, PasswordChange change, PasswordCheck check, Sessions sessions, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } id || await accounts.GetAsync(id, cancellationToken) is not { } account)
            return Problems.Forbidden("account_required", "A token has no password.");
        if (await check.RunAsync(context, account.Name, account, body.Password, body.Code, cancellationToken) is { } refused) return refused;
        var (hash, problem) = await change.HashAsync(account, body.Next, cancellationToken);
        if (hash is null) return problem!;
        await accounts.ChangePasswordAsync(id, hash, cancellationToken);
        return TypedResults.Ok(await sessions.BeginAsync(context, id, cancellationToken));
    }

    private static async Task<Results<Ok<PhoneSecret>, ProblemHttpResult>> BeginFactorAsync(Caller caller, SecondFactor factor, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } id) return TokenHasNone();
        return await factor.BeginAsync(id, cancellationToken) is { } secret
            ? TypedResults.Ok(PhoneSecret.Of(secret, caller.Name))
            : Problems.Conflict("second_factor_on", "There is a second factor already; end it first.");
    }

    private static async Task<Results<Ok<RecoveryCodes>, ProblemHttpResult>> ConfirmFactorAsync(PhoneCode body, Caller caller, SecondFactor factor, CancellationToken cancellationToken) =>
        caller.AccountId is not { } id ? TokenHasNone()
        : await factor.ConfirmAsync(id, body.Code, cancellationToken) is { } codes ? TypedResults.Ok(new RecoveryCodes(codes))
        : PasswordCheck.CodeWrong();

    private static async Task<Results<NoContent, ProblemHttpResult>> EndFactorAsync(
        PhoneCode body, Caller caller, HttpContext context, SecondFactor factor, SignInGate gate, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } id) return TokenHasNone();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (gate.Begin(caller.Name, address) is { } wait) return PasswordCheck.Locked(context, wait);
        if (!await factor.SpendAsync(id, body.Code, cancellationToken)) return PasswordCheck.CodeWrong();
        gate.Succeeded(caller.Name, address);
        await factor.EndAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult TokenHasNone() => Problems.Forbidden("account_required", "A token has no second factor.");
}
