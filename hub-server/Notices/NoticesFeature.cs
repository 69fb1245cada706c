using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Notices;

/// <summary>Alarms as messages: by mail, to robots of group chats, to programs.</summary>
internal static class NoticesFeature
{
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<RuleStore>();
        services.AddSingleton<ChannelStore>();
        services.AddSingleton<WishCheck>();
        services.AddSingleton<DeliveryLists>();
        services.AddSingleton<NoticeOutbox>();
        services.AddSingleton<NoticeComposer>();
        services.AddSingleton<RobotSender>();
        services.AddLoop<NoticePlanner>();
        services.AddLoop<NoticeSender>();
    }

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        app.MapChannelRoutes();
        app.MapOwnNoticeRoutes();
        app.MapDeliveryRoutes();
    }
}
