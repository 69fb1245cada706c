using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/session</c>.</summary>
internal sealed record SignIn(string User, string Password);

/// <summary>Body of <c>PUT /api/v1/session/password</c>.</summary>
internal sealed record NewPassword(string Password, string Next);

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder group)
    {
        group.ForAnyCaller();
        group.MapPost("/", SignInAsync).AllowAnonymous().WithName("signIn").WithSummary("Signs in; the answer sets the session's cookie").ProducesProblem(401).ProducesProblem(429);
        group.MapGet("/", (Caller caller) => TypedResults.Ok(SessionView.Of(caller))).WithName("getSession").WithSummary("Who is signed in, and what they may do where");
        group.MapDelete("/", SignOutAsync).WithName("signOut").WithSummary("Ends the session here and in the browser");
        group.MapPut("/password", ChangePasswordAsync).WithName("changePassword").WithSummary("Changes one's own password; all one's sessions end but a new one").ProducesProblem(401).ProducesProblem(429);
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SignInAsync(
        SignIn body, HttpContext context, AccountStore accounts, PasswordCheck check, Sessions sessions, CancellationToken cancellationToken)
    {
        var account = body.User.Length <= PasswordRule.Longest ? await accounts.FindAsync(body.User.Trim(), cancellationToken) : null;
        if (await check.RunAsync(context, body.User, account, body.Password, cancellationToken) is { } refused) return refused;
        if (account!.DisabledAtMs is not null) return Problems.Forbidden("account_disabled", "The account is disabled; ask whoever looks after accounts.");
        return TypedResults.Ok(await sessions.BeginAsync(context, account.Id, cancellationToken));
    }

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
        if (await check.RunAsync(context, account.Name, account, body.Password, cancellationToken) is { } refused) return refused;
        var (hash, problem) = await change.HashAsync(account, body.Next, cancellationToken);
        if (hash is null) return problem!;
        await accounts.ChangePasswordAsync(id, hash, cancellationToken);
        return TypedResults.Ok(await sessions.BeginAsync(context, id, cancellationToken));
    }
}
