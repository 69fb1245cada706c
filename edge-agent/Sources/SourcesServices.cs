namespace Tongtang.EdgeAgent.Sources;

internal static class SourcesServices
{
    /// <summary>The room's sources: which there are, how each is captured and probed.</summary>
    public static IServiceCollection AddSources(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SourceList>();
        return services;
    }
}
