using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/tokens</c>.</summary>
/// <param name="Name">What the token is for.</param>
/// <param name="Scope">What it reaches: <c>{"kind":"hub"}</c>, or a region or school by its id.</param>
/// <param name="ExpiresAt">Until when it works; left out, until it is deleted.</param>
/// <param name="Roles">What it may do there; left out, what its maker may.</param>
internal sealed record CreateToken(string Name, TreePlace Scope, DateTimeOffset? ExpiresAt = null, IReadOnlyList<Role>? Roles = null);

/// <summary>The one time a token is shown.</summary>
internal sealed record CreatedToken(string Id, string Token);

internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder group)
    {
        group.Needs(Right.ConnectPrograms);
        group.MapGet("/", ListAsync).WithName("listTokens").WithSummary("Tokens whose scope lies within the caller's");
        group.MapPost("/", CreateAsync).WithName("createToken").WithSummary("A token for a program; it is shown in this answer only").ProducesProblem(403);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteToken").WithSummary("Deletes a token; it stops working at once").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<ApiToken>>, ProblemHttpResult>> ListAsync(
        Caller caller, TokenStore tokens, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(TokenStore.SortColumns, "name", "id", out var plan) is { } problem) return problem;
        return TypedResults.Ok(await tokens.ListAsync(caller.Scope, plan, cancellationToken));
    }

    private static async Task<Results<Created<CreatedToken>, ProblemHttpResult>> CreateAsync(
        CreateToken body, Caller caller, TokenStore tokens, TreePlaces places, TimeProvider time, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (!body.Scope.IsWellFormed) return ScopeInvalid();
        if (body.ExpiresAt <= time.GetUtcNow()) return Problems.Invalid("expiry_invalid", "expiresAt is not in the future.");
        if (await places.FindAsync(body.Scope, cancellationToken) is not { } place)
            return caller.Scope.IsHub ? Problems.Invalid("scope_invalid", $"There is no such {body.Scope.Kind.Word()} for the token's scope.") : TooSmall();
        if (!place.IsIn(caller.Scope)) return TooSmall();
        var roles = body.Roles ?? [.. Enum.GetValues<Role>().Where(role => TreePlaces.Covers(caller.Assignments, role, place))];
        if (roles.Count == 0) return Problems.Invalid("roles_none", "The token would be allowed nothing; name a role in roles.");
        if (roles.Any(role => !TreePlaces.Covers(caller.Assignments, role, place))) return Problems.Forbidden("role_too_wide", "A token may do no more than its maker.");
        return await tokens.CreateAsync(name, body.Scope, roles, body.ExpiresAt, caller.AccountId, cancellationToken) is var (id, token)
            ? TypedResults.Created($"/api/v1/tokens/{id}", new CreatedToken(id, token))
            : Problems.Invalid("scope_invalid", $"There is no such {body.Scope.Kind.Word()} any more.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, TokenStore tokens, CancellationToken cancellationToken) =>
        await tokens.DeleteAsync(caller.Scope, id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Missing("token_unknown", "There is no such token.");

    internal static ProblemHttpResult ScopeInvalid() => Problems.Invalid("scope_invalid", "scope is {\"kind\":\"hub\"}, or region or school with the id of one.");

    private static ProblemHttpResult TooSmall() => Problems.Forbidden("scope_too_small", "A token's scope lies within its maker's.");
}
