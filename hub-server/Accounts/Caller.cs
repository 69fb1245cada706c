namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Who sent the request: a person with a session or a program with a token. A route handler takes it as a parameter; it
/// is there whenever the route was reached, since every route asks for a caller unless it says <c>AllowAnonymous</c>.
/// </summary>
/// <param name="Name">The account's or token's name.</param>
/// <param name="Scope">Where they have the right that this route needs.</param>
/// <param name="AccountId">Null for a token.</param>
/// <param name="Assignments">All that they may, here and elsewhere.</param>
internal sealed record Caller(string Name, Scope Scope, string? AccountId, Assignments Assignments)
{
    /// <summary>Lets route handlers take a caller; not part of the request's documented parameters.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
