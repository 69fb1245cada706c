namespace Tongtang.HubServer.FloorPlans;

/// <summary>Schools as one walks through them: pictures of their floors with the rooms on them.</summary>
internal static class FloorPlanFeature
{
    public static IServiceCollection AddFloorPlans(this IServiceCollection services) => services.AddSingleton<FloorPlanStore>();

    public static void MapFloorPlans(this IEndpointRouteBuilder app) => app.MapFloorPlanRoutes();
}
