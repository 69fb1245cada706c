using Tongtang.HubServer.Audit;

namespace Tongtang.HubServer.Accounts;

/// <summary>The session at an identity provider in which one here began.</summary>
/// <param name="Session">What the provider calls it; empty when it does not say.</param>
/// <param name="IdToken">What it gave, to show when signing out.</param>
internal sealed record ProviderSession(string Issuer, string Session, string IdToken);

/// <summary>Begins a person's session: a row here, a cookie there.</summary>
internal sealed class Sessions(CallerStore callers, AccountProfile profile)
{
    private const int LongestBrowser = 300;

    public async Task<SessionView> BeginAsync(HttpContext context, string accountId, CancellationToken cancellationToken, ProviderSession? provider = null)
    {
        // Never the secret that came with the request: a session planted in a browser must not become somebody's.
        callers.Forget();
        // Who signs in has proved it now.
        if (AuditNote.Current is { } note) note.IsHeld = false;
        var browser = context.Request.Headers.UserAgent.ToString();
        var secret = await callers.BeginSessionAsync(
            accountId, context.Connection.RemoteIpAddress?.ToString() ?? "", browser.Length > LongestBrowser ? browser[..LongestBrowser] : browser, cancellationToken, provider);
        SessionCookie.Write(context, secret, profile.SessionLife);
        var caller = await callers.FromSessionAsync(secret, cancellationToken)
            ?? throw new InvalidOperationException("The session just begun is not there.");
        return SessionView.Of(caller);
    }
}
