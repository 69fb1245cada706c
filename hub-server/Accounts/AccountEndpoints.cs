using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/accounts</c>.</summary>
internal sealed record CreateAccount(string Name, IReadOnlyList<Assignment> Roles);

/// <summary>Body of <c>PUT /api/v1/accounts/{id}/roles</c>: all that the account shall be.</summary>
internal sealed record SetRoles(IReadOnlyList<Assignment> Roles);

/// <summary>People's accounts for those who look after them.</summary>
internal static class AccountEndpoints
{
    private const int MostRoles = 50;

    public static void MapAccountList(this RouteGroupBuilder group)
    {
        group.Needs(Right.ManageAccounts);
        group.MapAccountImports();
        group.MapGet("/", ListAsync).WithName("listAccounts").Needs(Right.ManageAccounts, Right.ReadAudit).WithSummary("Accounts with a role at a place where the caller looks after accounts");
        group.MapGet("/{id}", GetAsync).WithName("getAccount").Needs(Right.ManageAccounts, Right.ReadAudit).WithSummary("One account").ProducesProblem(404);
        group.MapPost("/", CreateAsync).WithName("createAccount").WithSummary("A new account; the answer has the one link with which its owner chooses a password").ProducesProblem(403).ProducesProblem(409);
        group.MapPut("/{id}/roles", SetRolesAsync).WithName("setAccountRoles").WithSummary("Says what the account is, and where").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        Change(group, "/{id}/disable", (desk, id, ct) => desk.DisableAsync(id, ct)).WithName("disableAccount").WithSummary("Lets nobody sign in with it; its sessions end");
        Change(group, "/{id}/enable", (desk, id, ct) => desk.EnableAsync(id, ct)).WithName("enableAccount").WithSummary("Lets its owner sign in again");
        Change(group, "/{id}/end-sessions", (desk, id, ct) => desk.EndSessionsAsync(id, ct)).WithName("endAccountSessions").WithSummary("Ends all its sessions; its owner may sign in again");
        group.MapDelete("/{id}/second-factor", EndFactorAsync).WithName("endAccountSecondFactor").WithSummary("For who has lost the phone and the recovery codes").ProducesProblem(403).ProducesProblem(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteAccount").WithSummary("Deletes an account with its sessions and tokens").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id}/invitations", InviteAsync).WithName("inviteAccount").WithSummary("Another link to choose a password with; earlier ones die").ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<AccountItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, AccountLists accounts, [AsParameters] PageQuery page, [AsParameters] AccountQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(AccountLists.SortColumns, "name", "account.id", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await accounts.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Ok<AccountItem>, ProblemHttpResult>> GetAsync(string id, Caller caller, AccountLists accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(caller.Scope, id, cancellationToken) is { } account ? TypedResults.Ok(account) : AccountProblems.Unknown();

    private static async Task<Results<Created<Invitation>, ProblemHttpResult>> CreateAsync(
        CreateAccount body, Caller caller, AccountStore accounts, AccountLinks links, Passwords passwords, RoleGiving giving, AccountProfile profile, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (Fault(body.Roles, profile) is { } fault) return fault;
        if (!await giving.MayGiveAsync(caller, body.Roles, cancellationToken)) return AccountProblems.Beyond();
        var hash = await passwords.UnknownAsync(cancellationToken);
        if (await accounts.CreateAsync(name, hash, body.Roles, cancellationToken) is not { } id) return AccountProblems.NameTaken(name);
        return TypedResults.Created($"/api/v1/accounts/{id}", await links.InviteAsync(id, name, cancellationToken));
    }

    private static async Task<Results<Ok<AccountItem>, ProblemHttpResult>> SetRolesAsync(
        string id, SetRoles body, Caller caller, AccountLists accounts, AccountDesk desk, RoleGiving giving, TokenStore tokens, AccountProfile profile, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(caller.Scope, id, cancellationToken) is not { } account) return AccountProblems.Unknown();
        if (Fault(body.Roles, profile) is { } fault) return fault;
        var before = account.Roles.Select(one => new Assignment(one.Role, one.Place)).ToList();
        var added = body.Roles.Except(before).ToList();
        if (added.Count > 0 && id == caller.AccountId) return AccountProblems.Own();
        if (!await giving.MayGiveAsync(caller, added.Concat(before.Except(body.Roles)), cancellationToken)) return AccountProblems.Beyond();
        if (Refusal(await desk.SetRolesAsync(id, body.Roles, cancellationToken)) is { } refusal) return refusal;
        await tokens.TrimAsync(id, new Assignments(body.Roles), cancellationToken);
        return await accounts.FindAsync(caller.Scope, id, cancellationToken) is { } after ? TypedResults.Ok(after) : TypedResults.Ok(account with { Roles = [] });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, AccountLists accounts, AccountDesk desk, RoleGiving giving, CancellationToken cancellationToken) =>
        await RefusalAsync(id, caller, accounts, giving, cancellationToken) is { } refused ? refused
        : Refusal(await desk.DeleteAsync(id, cancellationToken)) is { } refusal ? refusal
        : TypedResults.NoContent();

    private static async Task<Results<Ok<Invitation>, ProblemHttpResult>> InviteAsync(
        string id, Caller caller, AccountLists accounts, AccountLinks links, RoleGiving giving, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(id, caller, accounts, giving, cancellationToken) is { } refused) return refused;
        var account = await accounts.FindAsync(caller.Scope, id, cancellationToken);
        return account is null ? AccountProblems.Unknown() : TypedResults.Ok(await links.InviteAsync(id, account.Name, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndFactorAsync(
        string id, Caller caller, AccountLists accounts, SecondFactor factor, RoleGiving giving, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(id, caller, accounts, giving, cancellationToken) is { } refused) return refused;
        await factor.EndAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static RouteHandlerBuilder Change(RouteGroupBuilder group, string pattern, Func<AccountDesk, string, CancellationToken, Task<AccountChange>> change) => group
        .MapPost(
            pattern,
            async Task<Results<NoContent, ProblemHttpResult>> (string id, Caller caller, AccountLists accounts, AccountDesk desk, RoleGiving giving, CancellationToken cancellationToken) =>
                await RefusalAsync(id, caller, accounts, giving, cancellationToken) is { } refused ? refused
                : Refusal(await change(desk, id, cancellationToken)) is { } refusal ? refusal
                : TypedResults.NoContent())
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    /// <summary>Whoever could not have given an account all that it has cannot take it away either; and nobody ends themselves.</summary>
    private static async Task<ProblemHttpResult?> RefusalAsync(string id, Caller caller, AccountLists accounts, RoleGiving giving, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(caller.Scope, id, cancellationToken) is not { } account) return AccountProblems.Unknown();
        if (id == caller.AccountId) return AccountProblems.Own();
        return await giving.MayGiveAsync(caller, account.Roles.Select(one => new Assignment(one.Role, one.Place)), cancellationToken) ? null : AccountProblems.Beyond();
    }

    private static ProblemHttpResult? Fault(IReadOnlyList<Assignment> roles, AccountProfile profile)
    {
        if (roles.Count is < 1 or > MostRoles) return Problems.Invalid("roles_none", $"roles has {roles.Count} entries; allowed: 1 to {MostRoles}.");
        if (roles.Any(one => !one.Place.IsWellFormed)) return TokenEndpoints.ScopeInvalid();
        return profile.Mixes(roles) ? AccountProblems.AdministratorsApart() : null;
    }

    private static ProblemHttpResult? Refusal(AccountChange change) => change switch
    {
        AccountChange.Unknown => AccountProblems.Unknown(),
        AccountChange.LastAdministrator => AccountProblems.LastAdministrator(),
        _ => null,
    };
}
