using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Readings;

internal static class ReadingsFeature
{
    /// <summary>Needs AddOutbox, AddMonitor, AddUploads and AddHealth.</summary>
    public static IServiceCollection AddReadings(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<ReadingsOptions>(settings, "Readings");
        services.AddSingleton<BoxReadings>();
        services.AddLoop<ReadingLoop>();
        return services;
    }
}
