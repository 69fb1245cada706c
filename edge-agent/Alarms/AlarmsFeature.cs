using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Alarms;

internal static class AlarmsFeature
{
    /// <summary>Needs AddOutbox, AddMonitor, AddUploads and AddHealth.</summary>
    public static IServiceCollection AddAlarms(this IServiceCollection services)
    {
        services.AddSingleton(provider => new AlarmBook(
            provider.GetRequiredService<DataFolder>()["alarms.json"],
            provider.GetRequiredService<OutboxStore>(),
            provider.GetRequiredService<StoreRepairs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AlarmBook>>()));
        services.AddSingleton<UploadProgress>();
        services.AddSingleton<FactsReader>();
        services.AddLoop<AlarmLoop>();
        return services;
    }
}
