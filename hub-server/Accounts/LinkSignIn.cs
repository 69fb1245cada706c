using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Audit;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/session/link</c>.</summary>
/// <param name="Token">The link's secret.</param>
internal sealed record SignInByLink(string Token);

/// <summary>
/// Signing in by a one-time link that the hub's command line has printed: for trying a role, or for showing somebody their
/// page. It replaces the password and nothing else: who has a second factor, or by their role must have one, cannot use it.
/// </summary>
internal sealed class LinkSignIn(AccountLinks links, CallerStore callers, Sessions sessions, AccountSettings settings)
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("/link", (SignInByLink body, HttpContext context, LinkSignIn signIn, CancellationToken cancellationToken) =>
        signIn.RunAsync(body, context, cancellationToken)).AllowAnonymous().WithName("signInByLink").WithSummary("Signs in with the token of a sign-in link; the answer sets the session's cookie").ProducesProblem(403);

    /// <summary>Whether by one of its roles the account must sign in with a second factor.</summary>
    public async Task<bool> NeedsFactorAsync(string accountId, CancellationToken cancellationToken) =>
        settings.SecondFactorFor.Count > 0 && (await callers.AssignmentsAsync(accountId, cancellationToken)).All.Any(one => settings.SecondFactorFor.Contains(one.Role));

    private async Task<Results<Ok<SessionView>, ProblemHttpResult>> RunAsync(SignInByLink body, HttpContext context, CancellationToken cancellationToken)
    {
        if (await links.SignInOwnerAsync(body.Token, cancellationToken) is not { } account) return SetupEndpoints.LinkInvalid();
        AuditNote.Current?.By(account.Id, account.Name);
        if (await NeedsFactorAsync(account.Id, cancellationToken) || !await links.SpendSignInAsync(body.Token, cancellationToken)) return SetupEndpoints.LinkInvalid();
        return TypedResults.Ok(await sessions.BeginAsync(context, account.Id, cancellationToken));
    }
}
