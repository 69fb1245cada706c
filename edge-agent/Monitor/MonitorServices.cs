using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Monitor;

internal static class MonitorServices
{
    /// <summary>Pictures and sound levels of all sources, made beside the recording and never in its way. Needs AddRecordings.</summary>
    public static IServiceCollection AddMonitor(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddSettings<MonitorOptions>(configuration, "Monitor");
        services.AddSingleton<SnapshotBoard>();
        services.AddSingleton<ClapTest>();
        if (!options.Enabled) return services;
        services.AddSingleton(provider => new MonitorProgram(provider.GetRequiredService<RecordingOptions>().Ffmpeg, options.PictureWidth));
        services.AddHostedService<MonitorService>();
        return services;
    }
}
