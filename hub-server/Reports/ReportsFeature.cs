using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Reports;

/// <summary>How rooms are used: counted as recordings end, and said of any place and period.</summary>
internal static class ReportsFeature
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddSingleton<UsageDays>();
        services.AddLoop<UsageFilling>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<UsageLeague>();
        services.AddSingleton<UsageTargets>();
        services.AddSingleton<ReportSheets>();
        services.AddSingleton<ExportStore>();
        services.AddSingleton<ExportLine>();
        services.AddHostedService(provider => provider.GetRequiredService<ExportLine>());
        services.AddLoop<ExportCare>();
        services.AddSingleton<ReportSeal>();
        services.AddSingleton<FrozenReports>();
        return services;
    }

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        app.MapUsage();
        app.MapTargets();
        app.MapExports();
        app.MapFrozenReports();
    }
}
