namespace Tongtang.HubServer.Accounts;

/// <summary>Begins a person's session: a row here, a cookie there.</summary>
internal sealed class Sessions(CallerStore callers, AccountSettings settings)
{
    public async Task<SessionView> BeginAsync(HttpContext context, string accountId, CancellationToken cancellationToken)
    {
        // Never the secret that came with the request: a session planted in a browser must not become somebody's.
        callers.Forget();
        var secret = await callers.BeginSessionAsync(accountId, cancellationToken);
        SessionCookie.Write(context, secret, settings.SessionLife);
        var caller = await callers.FromSessionAsync(secret, cancellationToken)
            ?? throw new InvalidOperationException("The session just begun is not there.");
        return new SessionView(caller.Name, caller.Scope);
    }
}
