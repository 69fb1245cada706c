using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Outbox;

internal static class OutboxFeature
{
    /// <summary>The store of everything that is not media, and its delivery. Needs AddDataFolder and AddHubLink.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<OutboxOptions>(settings, "Outbox");
        services.AddSingleton(provider =>
        {
            var hub = provider.GetRequiredService<HubClock>();
            return new OutboxClock(HubHello.BootId, () => hub.Known, provider.GetRequiredService<TimeProvider>()) { HubOffset = () => hub.Offset };
        });
        services.AddSingleton(provider => new OutboxStore(
            provider.GetRequiredService<DataFolder>()["outbox"],
            provider.GetRequiredService<OutboxOptions>(),
            provider.GetRequiredService<OutboxClock>(),
            provider.GetRequiredService<StoreRepairs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OutboxStore>>()));
        services.AddPulse<OutboxStore>("outbox", (outbox, cancellationToken) => outbox.AnswerAsync(cancellationToken));
        services.AddSingleton<OutboxDelivery>();
        services.AddSingleton<ReadingClass>();
        services.AddLoop<OutboxCare>();
        return services;
    }
}
