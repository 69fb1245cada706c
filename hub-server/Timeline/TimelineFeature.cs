namespace Tongtang.HubServer.Timeline;

/// <summary>A room's day as a strip: what its box, its lessons, its alarms and those who command it did when.</summary>
internal static class TimelineFeature
{
    public static IServiceCollection AddTimeline(this IServiceCollection services)
    {
        services.AddSingleton<TimelineReader>();
        return services;
    }

    public static void MapTimeline(this IEndpointRouteBuilder app) => app.MapTimelineRoutes();
}
