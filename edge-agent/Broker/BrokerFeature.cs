using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Broker;

/// <summary>The MQTT broker of the room's devices: the box's own, or one that is there.</summary>
internal static class BrokerFeature
{
    /// <summary>What the broker says when it loses the box is up to <paramref name="will"/>. Needs AddDataFolder and AddSources.</summary>
    public static IServiceCollection AddBroker(this IServiceCollection services, IConfiguration settings, Func<IServiceProvider, MqttMessage?> will)
    {
        var options = services.AddSettings<BrokerOptions>(settings, "Broker");
        services.AddSingleton<OwnBroker>();
        if (options.Kind == BrokerKind.Own) services.AddHostedService(provider => provider.GetRequiredService<OwnBroker>());
        // Whoever opens connections opens them to this broker.
        services.AddSingleton(provider =>
        {
            var connections = new Connections(provider.GetRequiredService<TimeProvider>());
            connections.Mqtt.Find = options.Kind switch
            {
                BrokerKind.Own => async cancellationToken => await provider.GetRequiredService<OwnBroker>().AddressAsync(cancellationToken) with { Will = will(provider) },
                BrokerKind.Other => _ => Task.FromResult(Other(options) with { Will = will(provider) }),
                _ => _ => throw new DeviceException(DeviceProblems.SettingInvalid, "the box has no MQTT broker: Broker:Kind is none"),
            };
            return connections;
        });
        return services;
    }

    private static MqttBroker Other(BrokerOptions options) => new()
    {
        Host = options.Address!.Host,
        Port = options.Address.Port > 0 ? options.Address.Port : options.Address.Scheme == "mqtts" ? 8883 : 1883,
        Tls = options.Address.Scheme == "mqtts",
        User = options.User,
        Password = options.Password,
        AuthorityFile = options.AuthorityFile,
    };
}
