using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

/// <summary>
/// Serves the built console. Its page is made anew for each request, with a fresh nonce written over the word
/// <see cref="NonceWord"/>: only scripts and styles that carry it run. Every address that is none of the API's is the
/// page, which finds its way itself; files under <c>assets/</c> carry a hash in their name and are kept for ever.
/// </summary>
internal sealed class ConsolePages(WebSettings settings)
{
    /// <summary>What the build (vite's <c>html.cspNonce</c>) leaves where the nonce belongs.</summary>
    private const string NonceWord = "__NONCE__";

    /// <summary>Pages below it may stand in frames of other sites; they show what a link shows, and know no session.</summary>
    public const string Embedded = "/embed";

    private readonly string _page = Path.Combine(FolderOf(settings), "index.html");
    private (DateTime Changed, string Text)? _read;

    public static string FolderOf(WebSettings settings) =>
        Path.GetFullPath(settings.ConsoleFolder.Length > 0 ? settings.ConsoleFolder : Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    public async Task AnswerAsync(HttpContext context)
    {
        if (!File.Exists(_page))
        {
            await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "console_missing", "The console is not built; see hub-server/README.md. The API is there.");
            return;
        }
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(nonce, context.Request);
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        context.Response.ContentType = "text/html; charset=utf-8";
        var html = (await ReadAsync(context.RequestAborted)).Replace(NonceWord, nonce, StringComparison.Ordinal);
        await context.Response.WriteAsync(html, context.RequestAborted);
    }

    /// <summary>The host is one of ours (<see cref="BrowserGuard"/>). Not every browser counts a WebSocket to it as 'self'.</summary>
    private static string Policy(string nonce, HttpRequest request) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; connect-src 'self' {(request.IsHttps ? "" : $"ws://{request.Host} ")}wss://{request.Host}; img-src 'self' data: blob:; "
        + $"media-src 'self' blob:; font-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {(request.Path.StartsWithSegments(Embedded, StringComparison.Ordinal) ? "*" : "'none'")}";

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var changed = File.GetLastWriteTimeUtc(_page);
        if (_read is { } read && read.Changed == changed) return read.Text;
        var text = await File.ReadAllTextAsync(_page, cancellationToken);
        _read = (changed, text);
        return text;
    }
}

internal static class ConsolePagesExtensions
{
    private const string Year = "public, max-age=31536000, immutable";

    public static void AddConsolePages(this IServiceCollection services)
    {
        services.AddSingleton<ConsolePages>();
        // Scripts and styles only: they hold no secret that the length of a compressed answer could give away.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/javascript", "text/css", "image/svg+xml"];
        });
        // Browsers keep them for a year: a little more work once, a fifth less on thin lines.
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<PageAddress>("page"));
    }

    public static void UseConsoleFiles(this IApplicationBuilder app)
    {
        var folder = ConsolePages.FolderOf(app.ApplicationServices.GetRequiredService<WebSettings>());
        if (!Directory.Exists(folder)) return;
        var files = new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder), OnPrepareResponse = Cache };
        // The page itself is never served as a file: it would still carry the word for the nonce.
        app.UseWhen(context => context.Request.Path.Value?.EndsWith(".html", StringComparison.OrdinalIgnoreCase) is false, pages => pages.UseResponseCompression().UseStaticFiles(files));
    }

    public static void MapConsolePages(this IEndpointRouteBuilder app) => app
        .MapMethods("/{*path:page}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, ConsolePages pages) => pages.AnswerAsync(context))
        .AllowAnonymous()
        .ExcludeFromDescription()
        .WithOrder(int.MaxValue);

    private static void Cache(StaticFileResponseContext file)
    {
        var hashed = file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
        file.Context.Response.Headers[HeaderNames.CacheControl] = hashed ? Year : "no-cache";
    }
}
