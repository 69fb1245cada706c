using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Tongtang.HubServer.Web;

/// <summary>The address to print for people: what they can type into a browser.</summary>
internal static class PublicAddress
{
    /// <param name="settings">Says where the hub listens and which names it has.</param>
    /// <param name="bound">What was really bound, for a port chosen by the system; null before the start.</param>
    public static string Of(WebSettings settings, IServerAddressesFeature? bound)
    {
        var address = settings.Listen;
        if (address.Port == 0 && bound?.Addresses.FirstOrDefault() is { } real) address = new UriBuilder(address) { Port = new Uri(real).Port }.Uri;
        var any = IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        var host = settings.Hosts.Count > 0 ? settings.Hosts[0] : any ? Dns.GetHostName() : address.Host;
        return new UriBuilder(address) { Host = host }.Uri.GetLeftPart(UriPartial.Authority);
    }
}
