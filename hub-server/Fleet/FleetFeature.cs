using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;

namespace Tongtang.HubServer.Fleet;

/// <summary>The tree of regions, schools and rooms.</summary>
internal static class FleetFeature
{
    /// <summary>The event that carries a room as its list shows it; say <c>EventHub.Changed(FleetFeature.RoomEvent, roomId)</c>.</summary>
    public const string RoomEvent = "room";

    public static IServiceCollection AddFleet(this IServiceCollection services)
    {
        services.AddHostedService<NameKeys>();
        services.AddSingleton<RegionStore>();
        services.AddSingleton<SchoolStore>();
        services.AddSingleton<RoomStore>();
        services.AddSingleton<FleetImports>();
        services.AddSingleton<RoomStates>();
        services.AddSingleton(new EventSource(RoomEvent, LoadRoomAsync));
        return services;
    }

    public static void MapFleet(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/api/v1/regions").WithTags("fleet").Needs(Right.SeeRooms).MapRegions();
        app.MapGroup("/api/v1/schools").WithTags("fleet").Needs(Right.SeeRooms).MapSchools();
        app.MapGroup("/api/v1/rooms").WithTags("fleet").Needs(Right.SeeRooms).MapRooms();
        app.MapTags();
        app.MapFleetImports();
    }

    private static async Task<EventPayload?> LoadRoomAsync(IServiceProvider services, string id, CancellationToken cancellationToken)
    {
        var room = await services.GetRequiredService<RoomStore>().FindAsync(Scope.Hub, id, cancellationToken);
        return room is null ? null : new EventPayload(new ScopePath(room.RegionId, room.SchoolId, room.Id), room);
    }
}
