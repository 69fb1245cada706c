using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.HomeAssistant;

/// <summary>The room as Home Assistant sees it.</summary>
internal static class HomeAssistantFeature
{
    /// <summary>Needs AddBroker, AddDevices, AddRecordings, AddHubLink and AddPanel.</summary>
    public static IServiceCollection AddHomeAssistant(this IServiceCollection services, IConfiguration settings)
    {
        var options = services.AddSettings<HomeAssistantOptions>(settings, "HomeAssistant");
        services.AddSingleton<RoomCommands>();
        if (options.Announce) services.AddHostedService<HomeAssistantLoop>();
        return services;
    }

    /// <summary>What the broker says when it loses the box.</summary>
    public static MqttMessage? Will(IServiceProvider services) => services.GetRequiredService<HomeAssistantOptions>() is { Announce: true } options
        ? MqttMessage.Of(RoomTopics.Of(services.GetRequiredService<HubIdentity>(), options.Prefix).Online, "offline", 1, retained: true)
        : null;
}
