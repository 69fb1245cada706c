using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Webhooks;

/// <summary>Programs elsewhere that are told of linked lessons: a supervision platform, a district's reports.</summary>
internal static class WebhooksFeature
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<WebhookStore>();
        services.AddLoop<WebhookSender>();
    }

    public static void MapWebhooks(this IEndpointRouteBuilder app) => app.MapWebhookRoutes();
}
