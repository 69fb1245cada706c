using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.FileProviders;
using Tongtang.EdgeAgent.Installer;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Panel;

internal static class PanelFeature
{
    private const int LargestBody = 64 * 1024;

    /// <summary>No code, style, picture or connection but the box's own; blob: is how a player feeds its video element.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly PathString[] s_guarded = ["/api", "/media", "/live"];

    public static IServiceCollection AddPanel(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<PanelOptions>(settings, "Panel");
        services.AddTongtangJson();
        services.AddProblemAnswers();
        services.AddSingleton<HubSection>();
        services.AddSingleton<LessonSection>();
        services.AddSingleton<StoresSection>();
        services.AddSingleton<RoomSection>();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<StatusEvents>();
        return services;
    }

    public static void ListenForPanel(this ConfigureWebHostBuilder host, IConfiguration settings)
    {
        var options = SettingsReader.Read<PanelOptions>(settings, "Panel");
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(options.EndPoint!);
        });
    }

    /// <summary>What every request passes, in this order, before it reaches a feature.</summary>
    public static void UsePanel(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<PanelOptions>();
        if (!options.IsLoopback && !app.Services.GetRequiredService<InstallerPin>().IsSet)
            throw new SettingException([$"Panel:Listen is \"{options.Listen}\", but no installer's PIN is set; start once on a loopback address and set the PIN on the panel"]);
        app.UseProblemAnswers();
        app.UseBrowserGuard(new BrowserGuardOptions { Hosts = HostsOf(options) });
        app.Use(NetworkCallersNeedPinAsync);
        app.Use(ProtectPages);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
        UsePages(app, options);
        app.UseRouting();
    }

    public static void MapPanel(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapGet("/status", (StatusReader reader, InstallerSessions sessions, HttpContext context) => TypedResults.Ok(reader.Read(sessions.IsInstaller(context))));
        api.MapGet("/events", (StatusEvents events, HttpContext context) => events.StreamAsync(context));
        api.MapWake();
        api.MapRecording();
        api.MapRecordings();
    }

    /// <summary>On the box itself nobody signs in to record. From the network, the PIN comes first.</summary>
    private static Task NetworkCallersNeedPinAsync(HttpContext context, RequestDelegate next)
    {
        var open = IsLocal(context)
            || !(s_guarded.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)) || context.Request.Path == "/metrics")
            || context.Request.Path == "/api/v1/installer/session"
            || context.RequestServices.GetRequiredService<InstallerSessions>().IsInstaller(context);
        return open ? next(context) : Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "pin_required", "From the network this box answers only after its PIN.");
    }

    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static Task ProtectPages(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) headers.CacheControl = "no-store";
        return next(context);
    }

    /// <summary>The built panel. Names under assets carry a hash of the content and are kept for ever.</summary>
    private static void UsePages(WebApplication app, PanelOptions options)
    {
        var folder = options.PagesFolder.Length > 0 ? Path.GetFullPath(options.PagesFolder) : Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(folder)) return;
        var files = new PhysicalFileProvider(folder);
        app.Use((context, next) =>
        {
            if (context.Request.Path == "/receive") context.Request.Path = "/receive.html";
            return next(context);
        });
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    /// <summary>Names this box answers to: loopback always, and off loopback its own name, addresses and the configured ones.</summary>
    private static HashSet<string> HostsOf(PanelOptions options)
    {
        var hosts = new HashSet<string>(options.Hosts, StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
        if (options.IsLoopback) return hosts;
        hosts.Add(Dns.GetHostName());
        var listen = options.EndPoint!.Address;
        var addresses = listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any)
            ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            : [listen];
        hosts.UnionWith(addresses.Select(a => new UriBuilder("http", a.ToString()).Uri.Host));
        return hosts;
    }
}
