using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Live;

internal static class LiveFeature
{
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<LiveOptions>(settings, "Live");
        services.AddSingleton<LiveBoard>();
        services.AddSingleton<LiveOrigins>();
        services.AddSingleton<LiveWatches>();
        services.AddSingleton<LiveCurtain>();
        services.AddSingleton<LiveSession>();
        services.AddHostedService<LiveLoop>();
        return services;
    }
}
