using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>Body of <c>POST /api/v1/tokens</c>; without expiresAt the token lives until it is deleted.</summary>
internal sealed record CreateToken(string Name, TokenScope Scope, DateTimeOffset? ExpiresAt = null);

/// <summary>What a token shall see: <c>{"kind":"hub"}</c>, or a region or school by its id.</summary>
internal sealed record TokenScope(ScopeKind Kind, string? Id = null);

/// <summary>The one time a token is shown.</summary>
internal sealed record CreatedToken(string Id, string Token);

internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder group)
    {
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
        CreateToken body, Caller caller, TokenStore tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (body.Scope.Kind == ScopeKind.Hub != string.IsNullOrEmpty(body.Scope.Id))
            return Problems.Invalid("scope_invalid", "scope is {\"kind\":\"hub\"}, or region or school with the id of one.");
        if (body.ExpiresAt <= time.GetUtcNow()) return Problems.Invalid("expiry_invalid", "expiresAt is not in the future.");
        var scope = body.Scope.Kind == ScopeKind.Hub ? Scope.Hub : new Scope(body.Scope.Kind, body.Scope.Id);
        if (!await tokens.CoversAsync(caller.Scope, scope, cancellationToken))
            return Problems.Forbidden("scope_too_small", "A token's scope lies within its maker's.");
        if (await tokens.CreateAsync(name, scope, body.ExpiresAt, cancellationToken) is not var (id, token))
            return Problems.Invalid("scope_invalid", $"There is no such {scope.Kind} for the token's scope.");
        return TypedResults.Created($"/api/v1/tokens/{id}", new CreatedToken(id, token));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, TokenStore tokens, CancellationToken cancellationToken) =>
        await tokens.DeleteAsync(caller.Scope, id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Missing("token_unknown", "There is no such token.");
}
