using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Web;

/// <summary>
/// Opens the two ports: pages (plain http only on loopback) and boxes (always TLS with client certificates). Given the
/// same address they share one port, and the name in the TLS greeting decides: boxes always send
/// <see cref="AgentTls.ServerName"/>, browsers never do and are never asked for a certificate.
/// </summary>
internal static class Listeners
{
    /// <summary>
    /// What a box may send before the hub has read it: four of its batches, and four segments on their way carry 40 Mbit/s
    /// over 100 ms. Kestrel's own 768 KiB would be 230 MB of three hundred boxes that come at once.
    /// </summary>
    private const int UnreadBytesOfACall = 128 * 1024;

    private const string Allowed = "allowed: http:// or https://, an IP address or localhost, and a port, such as https://0.0.0.0:8700";

    public static void ListenFor(this KestrelServerOptions kestrel, WebSettings web, AgentSettings agents)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = web.MaxBodyBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = UnreadBytesOfACall;
        // A box or browser that vanished without a word is noticed within twenty seconds.
        new GrpcKeepAlive().Apply(kestrel.Limits);

        var (pagesEnd, agentsEnd) = (EndPointOf(web.Listen, "Hub:Listen"), EndPointOf(agents.Listen, "Agents:Listen"));
        if (agents.Listen.Scheme != Uri.UriSchemeHttps) throw new SettingException([$"Agents:Listen is \"{agents.Listen}\"; allowed: an https:// address"]);
        var shared = pagesEnd.Equals(agentsEnd) && pagesEnd.Port != 0;
        if (shared && web.Listen.Scheme != Uri.UriSchemeHttps)
            throw new SettingException([$"Hub:Listen is \"{web.Listen}\"; to share the port of Agents:Listen it must be https://"]);

        kestrel.Listen(pagesEnd, listen =>
        {
            listen.Protocols = web.Listen.Scheme == Uri.UriSchemeHttps ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (web.Listen.Scheme == Uri.UriSchemeHttps) listen.UseTls(name => shared && AgentTls.IsForAgents(name) ? Audience.Agents : Audience.Pages);
        });
        if (shared) return;
        kestrel.Listen(agentsEnd, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseTls(_ => Audience.Agents);
        });
    }

    /// <summary>The address and port of an address such as <c>https://0.0.0.0:8701</c>.</summary>
    public static IPEndPoint EndPointOf(Uri address, string setting)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/")
            throw new SettingException([$"{setting} is \"{address}\"; {Allowed}"]);
        var host = address.IdnHost.Trim('[', ']');
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var ip))
            throw new SettingException([$"{setting} is \"{address}\"; {Allowed}"]);
        if (address.Scheme == "http" && !IPAddress.IsLoopback(ip))
            throw new SettingException([$"{setting} is \"{address}\"; off loopback only https:// is allowed"]);
        return new IPEndPoint(ip, address.Port);
    }

    private static void UseTls(this ListenOptions listen, Func<string, Audience> audienceOf)
    {
        var (agentTls, pageTls) = (listen.ApplicationServices.GetRequiredService<AgentTls>(), listen.ApplicationServices.GetRequiredService<PageTls>());
        pageTls.Check();
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = context =>
            {
                var audience = audienceOf(context.ClientHelloInfo.ServerName);
                context.Connection.Mark(audience);
                return ValueTask.FromResult(audience == Audience.Agents ? agentTls.Options() : pageTls.Options());
            },
        });
    }
}
