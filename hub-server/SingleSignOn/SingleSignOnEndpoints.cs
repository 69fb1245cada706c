using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>Whether people may sign in at the district's identity provider.</summary>
/// <param name="Name">What it is called; empty: nothing special.</param>
internal sealed record SingleSignOnView(bool On, string Name);

/// <summary>Where the browser goes.</summary>
internal sealed record SignOnAddress(string Address);

/// <summary>Body of <c>POST /api/v1/single-sign-on/sessions</c>: what the provider has sent the browser back with.</summary>
/// <param name="Issuer">Who sent it back, if it said so (RFC 9207).</param>
internal sealed record SignOnAnswer(string Code, string State, string? Issuer = null);

/// <param name="Session">Who is signed in now.</param>
/// <param name="Next">The page that was asked for at the beginning.</param>
internal sealed record SignedOn(SessionView Session, string Next);

/// <param name="Address">Where the browser goes to sign out of the provider; null when the session did not begin there.</param>
internal sealed record SignedOut(string? Address);

internal static partial class SingleSignOnEndpoints
{
    /// <summary>The console's page to which the provider sends browsers back; the provider must know it.</summary>
    public const string Page = "/single-sign-on";

    /// <summary>Where the provider tells of sessions that have ended; it comes as a form.</summary>
    public const string BackChannelLogout = Prefix + "/back-channel-logout";

    private const string Prefix = "/api/v1/single-sign-on";
    private const string LogoutToken = "logout_token";
    private const int LongestCode = 4096;
    private const int LongestNext = 1000;
    private const int LargestForm = 32 * 1024;

    public static void MapSingleSignOn(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Prefix).WithTags("accounts").AllowAnonymous();
        group.MapGet("/", (SingleSignOnSettings settings) => TypedResults.Ok(new SingleSignOnView(settings.Authority is not null, settings.Name)))
            .WithName("getSingleSignOn").WithSummary("Whether people may sign in at the district's identity provider");
        group.MapGet("/address", BeginAsync).WithName("beginSingleSignOn").WithSummary("Where the browser goes to sign in; the answer sets a cookie that must come back with the code").ProducesProblem(404).ProducesProblem(502);
        group.MapPost("/sessions", SignInAsync).WithName("finishSingleSignOn").WithSummary("Signs in with the code that the provider sent the browser back with").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429).ProducesProblem(502);
        group.MapPost("/sign-out", SignOutAsync).WithName("signOutEverywhere").WithSummary("Ends the session here, and says where the browser goes to end it at the provider").ProducesProblem(404);
        group.MapPost("/back-channel-logout", EndAsync).WithName("backChannelLogout").WithSummary("For the provider: ends the sessions that its logout_token names (a form)").ProducesProblem(404).ProducesProblem(429);
    }

    private static async Task<Results<Ok<SignOnAddress>, ProblemHttpResult>> BeginAsync(
        HttpContext context, SingleSignOnSettings settings, IdentityProvider provider, ILogger<IdentityProvider> logger, CancellationToken cancellationToken, string next = "/")
    {
        if (settings.Authority is null) return Off();
        if (next.Length > LongestNext || !next.StartsWith('/') || next.StartsWith("//", StringComparison.Ordinal) || next.Contains('\\', StringComparison.Ordinal))
            return Problems.Invalid("next_invalid", $"next is a page of this console: it begins with one slash and has at most {LongestNext} characters.");
        try
        {
            var attempt = SignOnAttempt.New(next);
            var address = await provider.SignInAddressAsync(attempt, Hub(context, settings) + Page, cancellationToken);
            attempt.Write(context);
            return TypedResults.Ok(new SignOnAddress(address));
        }
        catch (ProviderException failure)
        {
            return Unusable(logger, failure);
        }
    }

    private static async Task<Results<Ok<SignedOn>, ProblemHttpResult>> SignInAsync(
        SignOnAnswer body, HttpContext context, SingleSignOnSettings settings, IdentityProvider provider, SingleSignOnDesk desk, Sessions sessions, SignInGate gate, ILogger<IdentityProvider> logger, CancellationToken cancellationToken)
    {
        if (settings.Authority is null) return Off();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (gate.Begin(Page, address) is { } wait) return PasswordCheck.Locked(context, wait);
        if (SignOnAttempt.Read(context.Request) is not { } attempt || !string.Equals(attempt.State, body.State, StringComparison.Ordinal))
            return Problems.Forbidden("single_sign_on_stale", "This browser has not begun this sign-in, or too long ago; begin again.");
        // Good for one try, whatever comes of it.
        SignOnAttempt.Delete(context);
        if (body.Code.Length is 0 or > LongestCode) return Problems.Invalid("code_invalid", $"code has 1 to {LongestCode} characters.");
        ProvedPerson person;
        try
        {
            person = await provider.ProveAsync(body, attempt, Hub(context, settings) + Page, cancellationToken);
        }
        catch (ProviderException failure)
        {
            return Unusable(logger, failure);
        }
        gate.Succeeded(Page, address);
        var (id, problem) = await desk.AccountAsync(person, cancellationToken);
        if (id is null) return problem!;
        var view = await sessions.BeginAsync(context, id, cancellationToken, new ProviderSession(person.Issuer, person.Session, person.IdToken));
        return TypedResults.Ok(new SignedOn(view, attempt.Next));
    }

    private static async Task<Results<Ok<SignedOut>, ProblemHttpResult>> SignOutAsync(
        HttpContext context, SingleSignOnSettings settings, IdentityProvider provider, ProvidedAccounts provided, CallerStore callers, ILogger<IdentityProvider> logger, CancellationToken cancellationToken)
    {
        if (settings.Authority is null) return Off();
        var secret = SessionCookie.Read(context.Request);
        var idToken = await provided.IdTokenAsync(secret, cancellationToken);
        await callers.EndSessionAsync(secret, cancellationToken);
        SessionCookie.Delete(context);
        if (idToken is null) return TypedResults.Ok(new SignedOut(null));
        try
        {
            var back = Hub(context, settings) + "/login";
            return TypedResults.Ok(new SignedOut(await provider.SignOutAddressAsync(idToken, back, cancellationToken)));
        }
        catch (ProviderException failure)
        {
            // Here it has ended, which is what was asked for.
            LogUnusable(logger, failure.Message, failure);
            return TypedResults.Ok(new SignedOut(null));
        }
    }

    private static async Task<Results<Ok, ProblemHttpResult>> EndAsync(
        HttpContext context, SingleSignOnSettings settings, IdentityProvider provider, ProvidedAccounts provided, SignInGate gate, ILogger<IdentityProvider> logger, CancellationToken cancellationToken)
    {
        if (settings.Authority is null) return Off();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (gate.Begin(LogoutToken, address) is { } wait) return PasswordCheck.Locked(context, wait);
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType || context.Request.ContentLength > LargestForm) return Problems.Invalid("logout_token_invalid", "Send a form with logout_token.");
        var form = await context.Request.ReadFormAsync(cancellationToken);
        if (form[LogoutToken].ToString() is not { Length: > 0 and <= LargestForm } token) return Problems.Invalid("logout_token_invalid", "The form has no logout_token.");
        try
        {
            var (issuer, subject, session) = await provider.SignedOutAsync(token, cancellationToken);
            gate.Succeeded(LogoutToken, address);
            await provided.EndSessionsAsync(issuer, subject, session, cancellationToken);
            return TypedResults.Ok();
        }
        catch (ProviderException failure)
        {
            LogUnusable(logger, failure.Message, failure);
            return Problems.Invalid("logout_token_invalid", failure.Message);
        }
    }

    /// <summary>This hub as the browser knows it.</summary>
    private static string Hub(HttpContext context, SingleSignOnSettings settings) =>
        settings.HubAddress is { } address ? address.GetLeftPart(UriPartial.Authority) : $"{context.Request.Scheme}://{context.Request.Host}";

    private static ProblemHttpResult Off() => Problems.Missing("single_sign_on_off", "This hub has no identity provider; sign in with name and password.");

    private static ProblemHttpResult Unusable(ILogger logger, ProviderException failure)
    {
        LogUnusable(logger, failure.Message, failure);
        return Problems.Create(StatusCodes.Status502BadGateway, "provider_unusable", $"Signing in at the district's provider failed: {failure.Message}");
    }

    [LoggerMessage(EventId = 8403, Level = LogLevel.Warning, Message = "Single sign-on failed: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string reason, Exception failure);
}
