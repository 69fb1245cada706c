using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.EdgeAgent.Rules;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Devices;

internal static class DevicesFeature
{
    /// <summary>The room's devices, scenes and rules. Needs AddBroker, AddDataFolder, AddStores, AddRecordings and AddOutbox.</summary>
    /// <exception cref="SettingException">The file of the initial equipment cannot be used.</exception>
    public static IServiceCollection AddDevices(this IServiceCollection services, IConfiguration settings)
    {
        services.AddEquipment(settings);
        services.AddSingleton<DeviceBook>();
        services.AddSingleton<CommandHistory>();
        services.AddSingleton<DeviceDescriptions>();
        services.AddSingleton<HubEquipment>();
        services.AddSingleton(provider => new DeviceWorkshop(
            provider.GetRequiredService<DriverCatalog>(),
            provider.GetRequiredService<Connections>(),
            provider.GetRequiredService<DeviceBook>(),
            provider.GetRequiredService<DataFolder>()["device-files"],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeviceWorkshop>>()));
        services.AddSingleton<EquipmentOffer>();
        services.AddLoop<DeviceDesk>();
        services.AddLoop<DeviceReadings>();
        services.AddSingleton(provider => new UsageHours(
            provider.GetRequiredService<DataFolder>()["usage-hours.json"],
            provider.GetRequiredService<DeviceBook>(),
            provider.GetRequiredService<StoreRepairs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<UsageHours>>()));
        services.AddLoop<UsageLoop>();
        services.AddSingleton<SceneRunner>().AddSingleton<SceneBoard>();
        services.AddSingleton<RuleAlarms>().AddLoop<RuleLoop>();
        return services;
    }

    /// <summary>What devices the room has, without speaking to them. Needs AddDataFolder and AddStores.</summary>
    /// <inheritdoc cref="AddDevices"/>
    public static IServiceCollection AddEquipment(this IServiceCollection services, IConfiguration settings)
    {
        var options = services.AddSettings<DevicesOptions>(settings, "Devices");
        var catalog = DriverCatalog.Load();
        var initial = Initial(options, catalog);
        services.AddSingleton(catalog);
        return services.AddSingleton(provider => new EquipmentStore(
            provider.GetRequiredService<DataFolder>()["equipment.json"], initial, catalog, provider.GetRequiredService<StoreRepairs>(), provider.GetRequiredService<TimeProvider>()));
    }

    public static void MapDevices(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        DeviceEndpoints.Map(api);
        SceneEndpoints.Map(api);
    }

    private static Equipment Initial(DevicesOptions options, DriverCatalog catalog)
    {
        if (options.InitialFile is not { Length: > 0 } file) return new Equipment();
        try
        {
            var equipment = EquipmentStore.Parse(File.ReadAllText(file));
            var problems = EquipmentRules.Problems(equipment, catalog);
            return problems.Count == 0 ? equipment : throw new SettingException([.. problems.Select(problem => $"Devices:InitialFile is \"{file}\": {problem}")]);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException([$"Devices:InitialFile is \"{file}\": {error.Message}"]);
        }
    }
}
