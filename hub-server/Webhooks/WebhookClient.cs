namespace Tongtang.HubServer.Webhooks;

/// <summary>The one way in which the hub sends to addresses that people gave it.</summary>
internal static class WebhookClient
{
    public static HttpClient New(WebhooksSettings settings, int atOnce) => new(new SocketsHttpHandler
    {
        // An answer that leads elsewhere would lead around the check of the address.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = atOnce,
        ConnectCallback = (context, cancellationToken) => WebhookAddress.ConnectAsync(context.DnsEndPoint, settings.AllowPrivateAddresses, cancellationToken),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
