namespace Tongtang.HubServer.Reports;

/// <summary>How rooms are used: counted as recordings end, and said of any place and period.</summary>
internal static class ReportsFeature
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddSingleton<UsageDays>();
        services.AddSingleton<UsageFilling>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageFilling>());
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageLeague>();
        return services;
    }

    public static void MapReports(this IEndpointRouteBuilder app) => app.MapUsage();
}
