using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>One of the caller's own sessions, for them to recognise.</summary>
/// <param name="Browser">What the browser says of itself; shown as text only.</param>
/// <param name="Here">The one that asks.</param>
internal sealed record OwnSession(string Id, string Address, string Browser, DateTimeOffset BeganAt, DateTimeOffset LastUsedAt, bool Here);

/// <summary>Where the caller is signed in, and ending it elsewhere. A session's id is its secret's hash: nobody can sign in with it.</summary>
internal sealed class OwnSessions(HubDatabase database, CallerStore callers)
{
    private const string Select = "SELECT secret_hash, address, browser, created_at_ms, last_used_at_ms FROM session WHERE account_id = @account ORDER BY last_used_at_ms DESC";

    public static void Map(RouteGroupBuilder group)
    {
        group.ForAnyCaller();
        group.MapGet("/", ListAsync).WithName("listOwnSessions").WithSummary("Where the caller is signed in");
        group.MapDelete("/{id}", EndAsync).WithName("endOwnSession").WithSummary("Signs the caller out there").ProducesProblem(404);
    }

    private static async Task<Results<Ok<IReadOnlyList<OwnSession>>, ProblemHttpResult>> ListAsync(HttpContext context, Caller caller, OwnSessions sessions, CancellationToken cancellationToken) =>
        caller.AccountId is { } account ? TypedResults.Ok(await sessions.ReadAsync(account, Secret.Hash(SessionCookie.Read(context.Request)), cancellationToken)) : TokenHasNone();

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string id, Caller caller, OwnSessions sessions, CancellationToken cancellationToken) =>
        caller.AccountId is not { } account ? TokenHasNone()
        : await sessions.CloseAsync(account, id, cancellationToken) ? TypedResults.NoContent()
        : Problems.Missing("session_unknown", "There is no such session any more.");

    private async Task<IReadOnlyList<OwnSession>> ReadAsync(string account, byte[]? here, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(Select, new { account });
        return [.. rows.Select(row => row.View(here))];
    }

    private async Task<bool> CloseAsync(string account, string id, CancellationToken cancellationToken)
    {
        if (id.Length != 64 || !id.All(char.IsAsciiHexDigit)) return false;
        var hash = Convert.FromHexString(id);
        var ended = await database.WriteAsync(c => c.ExecuteAsync("DELETE FROM session WHERE secret_hash = @hash AND account_id = @account", new { hash, account }), cancellationToken);
        callers.Forget();
        return ended == 1;
    }

    private static ProblemHttpResult TokenHasNone() => Problems.Forbidden("account_required", "A token has no sessions.");

    private sealed record Row
    {
        public required byte[] SecretHash { get; init; }

        public required string Address { get; init; }

        public required string Browser { get; init; }

        public long CreatedAtMs { get; init; }

        public long LastUsedAtMs { get; init; }

        public OwnSession View(byte[]? here) => new(
            Convert.ToHexStringLower(SecretHash),
            Address,
            Browser,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
            DateTimeOffset.FromUnixTimeMilliseconds(LastUsedAtMs),
            here is not null && here.AsSpan().SequenceEqual(SecretHash));
    }
}
