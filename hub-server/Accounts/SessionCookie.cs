namespace Tongtang.HubServer.Accounts;

/// <summary>
/// The cookie of a person's session: unreadable for scripts, never sent from other sites, and over TLS only where there
/// is TLS, then under a name that browsers keep to this very host (the <c>__Host-</c> prefix).
/// </summary>
internal static class SessionCookie
{
    private const string Name = "tongtang-session";
    private const string SecureName = "__Host-" + Name;

    public static string? Read(HttpRequest request) => request.Cookies[request.IsHttps ? SecureName : Name];

    public static void Write(HttpContext context, string secret, TimeSpan life) =>
        context.Response.Cookies.Append(context.Request.IsHttps ? SecureName : Name, secret, Options(context, life));

    public static void Delete(HttpContext context) =>
        context.Response.Cookies.Delete(context.Request.IsHttps ? SecureName : Name, Options(context, null));

    /// <summary>How every cookie of this hub is kept.</summary>
    public static CookieOptions Options(HttpContext context, TimeSpan? life) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
