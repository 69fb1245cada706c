using Tongtang.HubServer.Events;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Alarms;

/// <summary>Something a person should act on: told by boxes or noticed here, acknowledged, suppressed, cleared.</summary>
internal static class AlarmsFeature
{
    public static IServiceCollection AddAlarms(this IServiceCollection services)
    {
        services.AddSingleton<AlarmCounts>();
        services.AddSingleton<AlarmRows>();
        services.AddSingleton<AlarmLists>();
        services.AddSingleton(provider => new DueTimes(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AlarmBook>();
        services.AddLoop<ItemAlarms>();
        services.AddLoop<SilentRooms>();
        services.AddLoop<AlarmCare>();
        services.AddSingleton(new EventSource(AlarmBook.Event, (provider, id, cancellationToken) =>
            provider.GetRequiredService<AlarmLists>().EventOfAsync(id, cancellationToken)));
        return services;
    }

    public static void MapAlarms(this IEndpointRouteBuilder app) => app.MapAlarmRoutes();
}
