namespace Tongtang.HubServer.Viewing;

internal static class ViewingFeature
{
    public static IServiceCollection AddViewing(this IServiceCollection services)
    {
        services.AddSingleton<ViewingGate>();
        services.AddSingleton<ViewingCounts>();
        return services;
    }
}
