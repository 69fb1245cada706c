using System.Net;
using System.Net.Sockets;

namespace Tongtang.HubServer.Webhooks;

/// <summary>
/// Where the hub may send: a person with a console must not reach, through it, what only the hub's machine can. Checked of
/// the address that is dialled, after the name was looked up, so that a name that changes its mind changes nothing.
/// </summary>
internal static class WebhookAddress
{
    public const int Longest = 500;

    // Everything that is not the public internet: RFC 6890 and what joined it since.
    private static readonly IPNetwork[] s_private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <returns>What is wrong, or null.</returns>
    public static string? Fault(string text, WebhooksSettings settings)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var uri)) return $"is no address of at most {Longest} characters";
        if (uri.Scheme != Uri.UriSchemeHttps && !(settings.AllowHttp && uri.Scheme == Uri.UriSchemeHttp)) return "is not https://";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0) return "has a user's name or a # in it";
        return !settings.AllowPrivateAddresses && (IsLocalName(uri) || (IPAddress.TryParse(uri.IdnHost, out var address) && !IsPublic(address)))
            ? "is an address of a private network, which the setting Webhooks:AllowPrivateAddresses forbids"
            : null;
    }

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !s_private.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Dials only what is allowed; the first of the name's addresses that answers.</summary>
    /// <exception cref="WebhookAddressException">All of its addresses are private ones.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        var allowed = addresses.Where(address => allowPrivate || IsPublic(address)).ToArray();
        if (allowed.Length == 0) throw new WebhookAddressException($"{endPoint.Host} has no public address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsLocalName(Uri uri) => uri.IdnHost is "localhost" || uri.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The name leads to no address that may be dialled.</summary>
internal sealed class WebhookAddressException(string message) : Exception(message);
