using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Web;

/// <summary>Opens the pages' listener. Off loopback it speaks TLS only.</summary>
internal static class Listeners
{
    public static void ListenForPages(this KestrelServerOptions kestrel, WebSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
        var end = EndPointOf(settings.Listen, "Hub:Listen");
        kestrel.Listen(end, listen =>
        {
            listen.Use(next => connection =>
            {
                connection.Mark(Audience.Pages);
                return next(connection);
            });
        });
    }

    /// <summary>The address and port of an address such as <c>https://0.0.0.0:8701</c>.</summary>
    public static IPEndPoint EndPointOf(Uri address, string setting)
    {
        var allowed = "allowed: http:// or https://, an IP address or localhost, and a port, such as http://127.0.0.1:8700";
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/")
            throw new SettingException([$"{setting} is \"{address}\"; {allowed}"]);
        var host = address.IdnHost.Trim('[', ']');
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var ip))
            throw new SettingException([$"{setting} is \"{address}\"; {allowed}"]);
        if (address.Scheme == "http" && !IPAddress.IsLoopback(ip))
            throw new SettingException([$"{setting} is \"{address}\"; off loopback only https:// is allowed"]);
        return new IPEndPoint(ip, address.Port);
    }
}
