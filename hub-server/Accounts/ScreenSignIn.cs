using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Audit;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/session/screen</c>.</summary>
/// <param name="Token">A token whose only role is viewer.</param>
internal sealed record SignInScreen(string Token);

/// <summary>
/// Signing a screen on a wall in, where nobody types a password: its browser keeps the token of a viewer in place of a
/// session, for as long as the token lives. Whoever deletes the token ends it at once.
/// </summary>
internal static class ScreenSignIn
{
    /// <summary>No browser keeps a cookie for longer; a screen that is switched on comes by its address again.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(400);

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/screen", RunAsync).AllowAnonymous().WithName("signInScreen").WithSummary("Signs a screen in with the token of a viewer; the answer sets the session's cookie").ProducesProblem(403);

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> RunAsync(SignInScreen body, HttpContext context, CallerStore callers, CancellationToken cancellationToken)
    {
        if (!Secret.IsToken(body.Token) || await callers.FromTokenAsync(body.Token, cancellationToken) is not { } caller)
            return Problems.Forbidden("token_invalid", "There is no such token, or it has ended.");
        if (caller.Assignments.All.Any(one => one.Role != Role.Viewer))
            return Problems.Forbidden("token_too_wide", "A screen that nobody guards signs in with a token whose only role is viewer.");
        AuditNote.Current?.ByProgram(caller.Name);
        SessionCookie.Write(context, body.Token, s_kept);
        return TypedResults.Ok(SessionView.Of(caller));
    }
}
