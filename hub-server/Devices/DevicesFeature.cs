using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Devices;

/// <summary>The equipment of rooms: how it is, what it shall do, how it is set up.</summary>
internal static class DevicesFeature
{
    public static IServiceCollection AddDevices(this IServiceCollection services)
    {
        services.AddLoop<DeviceWriter>();
        services.AddSingleton<DeviceBoard>();
        services.AddSingleton<DescriptionStore>();
        services.AddSingleton<LimitBook>();
        services.AddSingleton<ConfigurationStore>();
        services.AddSingleton<ConfigurationDesk>();
        services.AddSingleton<ChoiceDesk>();
        services.AddSingleton<WireBoard>();
        services.AddSingleton<DeviceLink>();
        services.AddSingleton<DeviceGate>();
        services.AddSingleton<DeviceCommands>();
        services.AddSingleton<DeviceLists>();
        services.AddSingleton<BulkStore>();
        services.AddSingleton<BulkCommands>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkCommands>());
        services.AddSingleton(new EventSource(DeviceBoard.Event, (provider, id, cancellationToken) =>
            provider.GetRequiredService<DeviceBoard>().EventOfAsync(provider.GetRequiredService<RoomStore>(), id, cancellationToken)));
        return services;
    }

    public static void MapDevices(this IEndpointRouteBuilder app)
    {
        app.MapRoomDevices();
        app.MapConfigurations();
        app.MapWires();
        app.MapDeviceLists();
    }
}
