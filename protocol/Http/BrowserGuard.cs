using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tongtang.Protocol.Http;

/// <summary>What <see cref="BrowserGuard"/> lets through.</summary>
public sealed record BrowserGuardOptions
{
    /// <summary>Names and addresses a request may be sent to, without port; compared without regard to case.</summary>
    public required IReadOnlySet<string> Hosts { get; init; }

    /// <summary>Paths that pages of other origins may read (never write), such as media behind a link's token.</summary>
    public IReadOnlyList<PathString> OpenToOtherOrigins { get; init; } = [];

    /// <summary>Paths that take a form, because a standard says so: what it says must prove itself, whoever sends it.</summary>
    public IReadOnlyList<PathString> Forms { get; init; } = [];
}

/// <summary>
/// Keeps web pages of other origins from driving this server through a person's browser. The Host header must be one of
/// ours (against DNS rebinding), whatever changes something must come from our own pages or from a program (Origin,
/// Sec-Fetch-Site), and a body must be JSON, which a foreign form cannot send. Programs that send neither header pass:
/// they prove themselves by token, certificate or by being on this machine.
/// </summary>
public sealed class BrowserGuard(RequestDelegate next, BrowserGuardOptions options)
{
    public Task InvokeAsync(HttpContext context) => Refusal(context.Request, options) is var (status, code, detail)
        ? Problems.WriteAsync(context, status, code, detail)
        : next(context);

    /// <summary>Why the request is refused, or null.</summary>
    public static (int Status, string Code, string Detail)? Refusal(HttpRequest request, BrowserGuardOptions options)
    {
        if (!options.Hosts.Contains(request.Host.Host))
            return (StatusCodes.Status421MisdirectedRequest, "host_unknown", $"This server does not answer to the name {Shorten(request.Host.Value)}.");
        if (IsForeign(request) && !MayReadFromElsewhere(request, options))
            return (StatusCodes.Status403Forbidden, "origin_foreign", "Pages of other origins may not use this server.");
        if (HasBody(request) && !IsJson(request) && !IsGrpc(request) && !(request.HasFormContentType && options.Forms.Contains(request.Path)))
            return (StatusCodes.Status415UnsupportedMediaType, "json_only", "The body must be application/json.");
        return null;
    }

    private static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return true;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return false;
        // The scheme may be https where we see http (a proxy ended the TLS), never the other way round.
        var host = request.Host.Value;
        return !(string.Equals(origin, $"https://{host}", StringComparison.OrdinalIgnoreCase)
            || (!request.IsHttps && string.Equals(origin, $"http://{host}", StringComparison.OrdinalIgnoreCase)));
    }

    private static bool MayReadFromElsewhere(HttpRequest request, BrowserGuardOptions options)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return false;
        // Following a link to us is a navigation of the top window; it carries no SameSite=Strict cookie.
        if (request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document") return true;
        return options.OpenToOtherOrigins.Any(path => request.Path.StartsWithSegments(path, StringComparison.Ordinal));
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0) || request.ContentType is not null;

    private static bool IsJson(HttpRequest request) => request.HasJsonContentType();

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) is true;

    private static string Shorten(string? text) => text is { Length: > 100 } ? text[..100] + "…" : text ?? "";
}

public static class BrowserGuardExtensions
{
    public static IApplicationBuilder UseBrowserGuard(this IApplicationBuilder app, BrowserGuardOptions options) =>
        app.UseMiddleware<BrowserGuard>(options);
}
