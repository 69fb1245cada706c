using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.SingleSignOn;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

internal static class WebFeature
{
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionBuffers>();
        services.AddTongtangJson();
        services.AddProblemAnswers();
        services.AddApiDocument();
        services.AddConsolePages();
        services.AddSingleton<PageTls>();
        return services;
    }

    /// <summary>What every request passes, in this order, before it reaches a feature.</summary>
    public static void UseWeb(this WebApplication app, WebSettings settings)
    {
        app.UseProblemAnswers();
        app.UseMiddleware<DatabaseOutages>();
        app.UseSecurityHeaders();
        var hosts = HubNames.Of(settings);
        var guard = new BrowserGuardOptions { Hosts = hosts, OpenToOtherOrigins = ["/media/t", "/live/t", ConsolePages.Embedded], Forms = [SingleSignOnEndpoints.BackChannelLogout] };
        // Boxes prove themselves by certificate and always ask for the one name; browsers never come here.
        app.UseWhen(context => !context.IsFromAgent(), pages => pages.UseBrowserGuard(guard).UseConsoleFiles());
        app.UseRouting();
        app.UseAudiences();
        app.UseAuthentication();
        app.UseMiddleware<AuditTrail>();
        app.UseAuthorization();
        app.UseQueryNames();
        // Behind the checks: what upgrades has passed them all.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(10), KeepAliveTimeout = TimeSpan.FromSeconds(10) });
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapHealth();
        app.MapApiDocument();
        app.MapConsolePages();
    }
}
