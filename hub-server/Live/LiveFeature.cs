using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Live;

/// <summary>Sources watched as they happen: boxes push frames, the hub hands them on without looking into them.</summary>
internal static class LiveFeature
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveBoard>();
        services.AddSingleton<LiveBudgets>();
        services.AddSingleton<LiveParts>();
        services.AddSingleton<RemoteSight>();
        services.AddSingleton<LiveSockets>();
        services.AddSingleton<LinkedRooms>();
        services.AddSingleton<LiveCalls>();
        services.AddSingleton<LiveWatch>();
        services.AddSingleton<LiveLinks>();
        services.AddLoop<LiveCare>();
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<LiveAddress>("liveroom"));
    }

    public static void MapLive(this WebApplication app)
    {
        app.Services.GetRequiredService<LiveCalls>().Map(app).ForAgents();
        app.MapLiveLists();
        app.MapLiveLinks();
        var watch = app.Services.GetRequiredService<LiveWatch>();
        // HTTP/2 asks for a WebSocket by CONNECT.
        app.MapMethods(
            "/live/{roomId:liveroom}/{source}", [HttpMethods.Get, HttpMethods.Connect], (HttpContext context, string roomId, string source, Caller caller) => watch.ByCallerAsync(context, roomId, source, caller))
            .Needs(Right.WatchLessons).ExcludeFromDescription();
    }
}

/// <summary>Tells a room's frames from the console's own pages below <c>/live/rooms</c>.</summary>
internal sealed class LiveAddress : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => values[routeKey] as string != "rooms";
}
