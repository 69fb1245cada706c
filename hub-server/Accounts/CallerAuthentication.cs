using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Finds out who calls: a program by <c>Authorization: Bearer</c>, a person by the session's cookie. Other ways of proving
/// oneself (a district's single sign-on) become further schemes beside this one that end in the same <see cref="Caller"/>.
/// </summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CallerStore callers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "tongtang";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var caller = await callers.OfAsync(Request, counts: true, Context.RequestAborted);
        if (caller is null) return AuthenticateResult.NoResult();
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, "session_required", "Sign in, or send a token as Authorization: Bearer.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint().NeededRights()?.AnyOf.Select(right => right.Word()).ToList() ?? [];
        var detail = needed.Count == 0 ? "Nobody has been given the right to ask for this." : $"This needs the right {string.Join(" or ", needed)}, which the caller has nowhere.";
        return Problems.Create(StatusCodes.Status403Forbidden, "right_missing", detail, ("rights", needed)).ExecuteAsync(Context);
    }
}
