using System.Collections.Concurrent;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Sessions and tokens: turns the secret in a request into a <see cref="Caller"/>. Answers are kept for a few seconds, so
/// that a page's thousand media requests are not a thousand queries; what is ended here is forgotten at once.
/// </summary>
internal sealed class CallerStore(HubDatabase database, AccountProfile profile, TimeProvider time)
{
    /// <summary>How long a token deleted by another process (the command line) may still work.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(5);

    /// <summary>The time of last use is written at most so often.</summary>
    private const long UseResolutionMs = 60_000;

    /// <summary>Callers remembered; when full, all are forgotten and read again.</summary>
    private const int Capacity = 4096;

    private static readonly Kind Session = new(
        """
        SELECT session.last_used_at_ms, account.id AS account_id, account.name, account_role.role, account_role.place_kind, account_role.place_id
        FROM session JOIN account ON account.id = session.account_id LEFT JOIN account_role ON account_role.account_id = account.id
        WHERE session.secret_hash = @hash AND session.last_used_at_ms > @idleSince AND session.created_at_ms > @bornAfter AND account.disabled_at_ms IS NULL
        """,
        "UPDATE session SET last_used_at_ms = @now WHERE secret_hash = @hash");

    private static readonly Kind Token = new(
        """
        SELECT api_token.last_used_at_ms, NULL AS account_id, api_token.name, token_role.role, api_token.scope_kind AS place_kind, api_token.scope_id AS place_id
        FROM api_token LEFT JOIN token_role ON token_role.token_id = api_token.id LEFT JOIN account AS maker ON maker.id = api_token.maker_id
        WHERE api_token.secret_hash = @hash AND (api_token.expires_at_ms IS NULL OR api_token.expires_at_ms > @now) AND maker.disabled_at_ms IS NULL
        """,
        "UPDATE api_token SET last_used_at_ms = @now WHERE secret_hash = @hash");

    private readonly ConcurrentDictionary<string, (Caller Caller, long At)> _known = new(StringComparer.Ordinal);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Who sends this request, by its token or else by its session's cookie, in which a screen has its token.</summary>
    /// <param name="request">The request, or one that is still being answered; its route says which right is asked for.</param>
    /// <param name="counts">False when looking again does not count as use: an open page must not keep a session alive.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<Caller?> OfAsync(HttpRequest request, bool counts, CancellationToken cancellationToken)
    {
        const string scheme = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        var caller = authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? await FindAsync(authorization[scheme.Length..].Trim(), Token, counts, cancellationToken)
            : SessionCookie.Read(request) is var cookie && Secret.IsToken(cookie) ? await FindAsync(cookie, Token, counts, cancellationToken)
            : await FindAsync(cookie, Session, counts, cancellationToken);
        return request.HttpContext.GetEndpoint().NeededRights() is { AnyOf: var anyOf } && caller is not null
            ? caller with { Scope = caller.Assignments.For([.. anyOf]) }
            : caller;
    }

    public Task<Caller?> FromSessionAsync(string? secret, CancellationToken cancellationToken) => FindAsync(secret, Session, counts: true, cancellationToken);

    public Task<Caller?> FromTokenAsync(string token, CancellationToken cancellationToken) => FindAsync(token, Token, counts: true, cancellationToken);

    /// <returns>The new session's secret.</returns>
    public Task<string> BeginSessionAsync(string accountId, string address, string browser, CancellationToken cancellationToken, ProviderSession? provider = null)
    {
        const string clear = "DELETE FROM session WHERE last_used_at_ms <= @idleSince OR created_at_ms <= @bornAfter";
        const string sql = """
            INSERT INTO session (secret_hash, account_id, created_at_ms, last_used_at_ms, address, browser, provider_issuer, provider_session, id_token)
            VALUES (@hash, @accountId, @now, @now, @address, @browser, @issuer, @session, @idToken)
            """;
        var secret = Secret.New();
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(clear, Times());
                await connection.ExecuteAsync(sql, new { hash = Secret.Hash(secret), accountId, now = Now, address, browser, issuer = provider?.Issuer, session = provider?.Session, idToken = provider?.IdToken });
                return secret;
            },
            cancellationToken);
    }

    public async Task EndSessionAsync(string? secret, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(secret);
        await database.WriteAsync(c => c.ExecuteAsync("DELETE FROM session WHERE secret_hash = @hash", new { hash }), cancellationToken);
        Forget();
    }

    /// <summary>All that an account is now.</summary>
    public async Task<Assignments> AssignmentsAsync(string accountId, CancellationToken cancellationToken)
    {
        const string sql = "SELECT name, role, place_kind, place_id FROM account_role JOIN account ON account.id = account_id WHERE account_id = @accountId";
        await using var connection = await database.OpenAsync(cancellationToken);
        return new Assignments((await connection.QueryAsync<CallerRow>(sql, new { accountId })).Select(row => row.Assignment()));
    }

    /// <summary>Everybody is looked up anew: something about sessions, accounts or tokens changed.</summary>
    public void Forget() => _known.Clear();

    private async Task<Caller?> FindAsync(string? secret, Kind kind, bool counts, CancellationToken cancellationToken)
    {
        if (Secret.Hash(secret) is not { } hash) return null;
        var key = Convert.ToHexString(hash);
        if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < s_kept) return known.Caller;
        var times = Times();
        List<CallerRow> rows;
        await using (var connection = await database.OpenAsync(cancellationToken))
            rows = (await connection.QueryAsync<CallerRow>(kind.Find, new { hash, now = Now, times.idleSince, times.bornAfter })).AsList();
        // A wrong secret is not remembered: otherwise guesses would push the callers out.
        if (rows is not [var row, ..]) return null;
        var caller = new Caller(row.Name, Scope.Nothing, row.AccountId, new Assignments(rows.Where(one => one.Role is not null).Select(one => one.Assignment())));
        if (!counts) return caller;
        if (Now - (row.LastUsedAtMs ?? 0) >= UseResolutionMs)
            await database.WriteAsync(c => c.ExecuteAsync(kind.Use, new { hash, now = Now }), cancellationToken);
        if (_known.Count >= Capacity) _known.Clear();
        _known[key] = (caller, time.GetTimestamp());
        return caller;
    }

    private SessionTimes Times() => new(Now - (long)profile.SessionIdle.TotalMilliseconds, Now - (long)profile.SessionLife.TotalMilliseconds);

    /// <summary>How a kind of secret is found and its use written down.</summary>
    private sealed record Kind(string Find, string Use);

    private sealed record SessionTimes(long idleSince, long bornAfter);

    private sealed record CallerRow
    {
        public long? LastUsedAtMs { get; init; }

        public string? AccountId { get; init; }

        public required string Name { get; init; }

        public string? Role { get; init; }

        public string? PlaceKind { get; init; }

        public string? PlaceId { get; init; }

        public Assignment Assignment() => new(Words.Enum<Role>(Role!), TreePlace.Of(PlaceKind!, PlaceId));
    }
}
