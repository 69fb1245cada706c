using Tongtang.EdgeAgent.Devices;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Sources;

internal static class SourcesServices
{
    /// <summary>The room's sources: which there are, how each is captured and probed. Needs AddDataFolder and AddStores, and AddEquipment where a source is a device.</summary>
    public static IServiceCollection AddSources(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = SettingsReader.ReadList<SourceOptions>(configuration, "Sources");
        var faults = SourceRules.Check(settings);
        if (faults.Count > 0) throw new SettingException(faults);
        services.AddSingleton(provider => new SourceList(
            provider.GetRequiredService<DataFolder>().Path, settings, provider.GetRequiredService<StoreRepairs>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new CaptureFiles(provider.GetRequiredService<DataFolder>().Path));
        services.AddSingleton<ChildProcesses>();
        services.AddSingleton(provider => new OnvifSources(
            id => provider.GetService<EquipmentStore>()?.Current.Devices.FirstOrDefault(device => device.Id == id), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SourceProbe>();
        services.AddSingleton<MachineTrials>();
        services.AddSingleton<CaptureTools>();
        services.AddHostedService<ProgramCheck>();
        return services;
    }
}
