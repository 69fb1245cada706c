using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Audit;

/// <summary>Who did what: written with what was done, chained so that no row can be changed unseen, kept as long as it must be.</summary>
internal static class AuditFeature
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditRepeats>();
        services.AddSingleton<PlayLog>();
        services.AddSingleton<AuditLists>();
        services.AddSingleton<CheckBook>();
        services.AddSingleton<ChainCheck>();
        services.AddSingleton<AuditPruning>();
        services.AddLoop<AuditCare>();
        services.AddSingleton<SyslogSender>();
        services.AddHostedService(provider => provider.GetRequiredService<SyslogSender>());
    }

    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapAuditRoutes();
}
