using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Maintenance;

/// <summary>When places are worked on, so that nobody is called for what their rooms' alarms say meanwhile.</summary>
internal static class MaintenanceFeature
{
    public static IServiceCollection AddMaintenance(this IServiceCollection services)
    {
        services.AddSingleton<MaintenanceStore>();
        services.AddSingleton<MaintenanceTeller>();
        services.AddLoop<MaintenanceRounds>();
        return services;
    }

    public static void MapMaintenance(this IEndpointRouteBuilder app) => app.MapMaintenanceRoutes();
}
