using System.Net;
using System.Net.NetworkInformation;

namespace Tongtang.HubServer.Web;

/// <summary>The names and addresses under which this hub may be reached, as they stand in a Host header without port.</summary>
internal static class HubNames
{
    public static HashSet<string> Of(WebSettings settings)
    {
        var ip = Listeners.EndPointOf(settings.Listen, "Hub:Listen").Address;
        var names = new HashSet<string>(settings.Hosts, StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
        if (IPAddress.IsLoopback(ip)) return names;
        names.Add(Dns.GetHostName());
        var addresses = ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)
            ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            : [ip];
        foreach (var address in addresses.Where(address => !address.IsIPv6LinkLocal)) names.Add(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString());
        return names;
    }
}
