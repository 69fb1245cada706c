using System.Net;
using System.Net.NetworkInformation;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Web;

internal static class WebFeature
{
    public static IServiceCollection AddWeb(this IServiceCollection services) => services
        .AddTongtangJson()
        .AddProblemAnswers()
        .AddApiDocument();

    /// <summary>What every request passes, in this order, before it reaches a feature.</summary>
    public static void UseWeb(this WebApplication app, WebSettings settings)
    {
        app.UseProblemAnswers();
        app.UseBrowserGuard(new BrowserGuardOptions { Hosts = HostsOf(settings), OpenToOtherOrigins = ["/media/t"] });
        app.UseRouting();
        app.UseAudiences();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapHealth();
        app.MapApiDocument();
    }

    /// <summary>Names this hub answers to: what it listens on, this machine's own, and the configured ones.</summary>
    private static HashSet<string> HostsOf(WebSettings settings)
    {
        var ip = Listeners.EndPointOf(settings.Listen, "Hub:Listen").Address;
        var hosts = new HashSet<string>(settings.Hosts, StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]", "agents.tongtang.internal" };
        if (IPAddress.IsLoopback(ip)) return hosts;
        hosts.Add(Dns.GetHostName());
        var addresses = ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)
            ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            : [ip];
        hosts.UnionWith(addresses.Select(a => new UriBuilder("http", a.ToString()).Uri.Host));
        return hosts;
    }
}
