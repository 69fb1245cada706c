using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Whether the hub still waits for its first account.</summary>
internal sealed record SetupView(bool Open);

/// <summary>Body of <c>POST /api/v1/setup</c>: the token of the link, and the first account.</summary>
internal sealed record SetUp(string Token, string User, string Password);

/// <summary>Body of <c>POST /api/v1/password-resets</c>: the token of the link, and the new password.</summary>
internal sealed record ResetPassword(string Token, string Password);

/// <summary>What one-time links do: make the first account, give an account a new password.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this RouteGroupBuilder group)
    {
        group.MapGet("/setup", async (AccountStore accounts, CancellationToken cancellationToken) => TypedResults.Ok(new SetupView(!await accounts.AnyAsync(cancellationToken))))
            .AllowAnonymous().WithName("getSetup").WithSummary("Whether the hub still waits for its first account");
        group.MapPost("/setup", SetUpAsync)
            .AllowAnonymous().WithName("setUp").WithSummary("Makes the first account with the setup link's token, and signs in").ProducesProblem(403);
        group.MapPost("/password-resets", ResetAsync)
            .AllowAnonymous().WithName("resetPassword").WithSummary("Sets a new password with the token of a password link, and signs in").ProducesProblem(403);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetUpAsync(
        SetUp body, HttpContext context, AccountStore accounts, Passwords passwords, Sessions sessions, SetupLink link, CancellationToken cancellationToken)
    {
        if (!await accounts.IsLinkAsync(body.Token, cancellationToken)) return LinkInvalid();
        if (NameRule.Check(body.User, "user", out var name) is { } badName) return badName;
        if (passwords.Check(body.Password) is { } badPassword) return badPassword;
        var hash = await passwords.HashAsync(body.Password, cancellationToken);
        if (await accounts.SetUpAsync(body.Token, name, hash, cancellationToken) is not { } id) return LinkInvalid();
        link.Spent();
        await sessions.BeginAsync(context, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetAsync(
        ResetPassword body, HttpContext context, AccountStore accounts, Passwords passwords, Sessions sessions, CancellationToken cancellationToken)
    {
        if (!await accounts.IsLinkAsync(body.Token, cancellationToken)) return LinkInvalid();
        if (passwords.Check(body.Password) is { } problem) return problem;
        var hash = await passwords.HashAsync(body.Password, cancellationToken);
        if (await accounts.ResetAsync(body.Token, hash, cancellationToken) is not { } id) return LinkInvalid();
        await sessions.BeginAsync(context, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult LinkInvalid() =>
        Problems.Forbidden("link_invalid", "The link was used, is older than it may be, or was replaced by a newer one; start the hub again for a new setup link.");
}
