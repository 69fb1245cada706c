using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Whether the hub still waits for its first account, and what it asks of one.</summary>
/// <param name="Open">It waits.</param>
/// <param name="AdministratorsApart">Setting up names three administrators, since nobody may be two of them.</param>
/// <param name="PasswordLength">Characters a password must have at least.</param>
/// <param name="PasswordClasses">Of small letters, capital letters, digits and other characters, so many must be in it.</param>
internal sealed record SetupView(bool Open, bool AdministratorsApart, int PasswordLength, int PasswordClasses);

/// <summary>Body of <c>POST /api/v1/setup</c>: the token of the link, and the first account.</summary>
/// <param name="Token">The link's secret.</param>
/// <param name="User">The account's name; under the profile mlps its owner becomes system administrator.</param>
/// <param name="Password">The account's password.</param>
/// <param name="SecurityAdministrator">Under mlps the name of the account that may say who may do what; else left out.</param>
/// <param name="Auditor">Under mlps the name of the account that reads what was done; else left out.</param>
internal sealed record SetUp(string Token, string User, string Password, string? SecurityAdministrator = null, string? Auditor = null);

/// <summary>The hub is set up; <paramref name="Invitations"/> are for the other two administrators, shown in this answer only.</summary>
internal sealed record SetUpDone(IReadOnlyList<Invitation> Invitations);

/// <summary>Body of <c>POST /api/v1/password-resets</c>: the token of the link, and the new password.</summary>
internal sealed record ResetPassword(string Token, string Password);

/// <summary>What one-time links do: make the first accounts, give an account a new password.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this RouteGroupBuilder group)
    {
        group.MapGet("/setup", GetAsync).AllowAnonymous().WithName("getSetup").WithSummary("Whether the hub still waits for its first account");
        group.MapPost("/setup", SetUpAsync)
            .AllowAnonymous().WithName("setUp").WithSummary("Makes the first account with the setup link's token, and signs in").ProducesProblem(403);
        group.MapPost("/password-resets", ResetAsync)
            .AllowAnonymous().WithName("resetPassword").WithSummary("Sets a new password with the token of a password link, and signs in").ProducesProblem(403);
    }

    private static async Task<Ok<SetupView>> GetAsync(AccountStore accounts, AccountProfile profile, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SetupView(!await accounts.AnyAsync(cancellationToken), profile.AdministratorsApart, profile.PasswordLength, profile.PasswordClasses));

    private static async Task<Results<NoContent, Ok<SetUpDone>, ProblemHttpResult>> SetUpAsync(
        SetUp body, HttpContext context, FirstAccounts first, AccountLinks links, Sessions sessions, SetupLink link, CancellationToken cancellationToken)
    {
        if (!await links.IsGoodAsync(body.Token, cancellationToken)) return LinkInvalid();
        var (accounts, problem) = await first.OfAsync(body, cancellationToken);
        if (accounts is null) return problem!;
        if (await links.SetUpAsync(body.Token, accounts, cancellationToken) is not { } ids) return LinkInvalid();
        link.Spent();
        await sessions.BeginAsync(context, ids[0], cancellationToken);
        if (ids.Count == 1) return TypedResults.NoContent();
        return TypedResults.Ok(new SetUpDone(await first.InviteAsync(accounts, ids, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetAsync(
        ResetPassword body, HttpContext context, AccountLinks links, PasswordChange change, Sessions sessions, CancellationToken cancellationToken)
    {
        if (await links.OwnerAsync(body.Token, cancellationToken) is not { } account) return LinkInvalid();
        AuditNote.Current?.By(account.Id, account.Name);
        var (hash, problem) = await change.HashAsync(account, body.Password, cancellationToken);
        if (hash is null) return problem!;
        if (await links.ResetAsync(body.Token, hash, cancellationToken) is not { } id) return LinkInvalid();
        await sessions.BeginAsync(context, id, cancellationToken);
        return TypedResults.NoContent();
    }

    public static ProblemHttpResult LinkInvalid() =>
        Problems.Forbidden("link_invalid", "The link was used, is older than it may be, or was replaced by a newer one; ask for a new one, or start a hub that has no account again.");
}
