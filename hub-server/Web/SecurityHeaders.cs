namespace Tongtang.HubServer.Web;

/// <summary>
/// Headers on every answer. What is not a page of ours may load nothing, be framed by nobody and is what its type says;
/// pages widen the policy for themselves. Addresses stay here: some carry a token.
/// </summary>
internal static class SecurityHeaders
{
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        if (!context.Request.Path.StartsWithSegments("/media/t", StringComparison.Ordinal)) headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    });
}
