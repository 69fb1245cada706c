using Tongtang.Protocol.Playback;

namespace Tongtang.EdgeAgent.Playback;

internal static class PlaybackFeature
{
    public static IServiceCollection AddPlayback(this IServiceCollection services)
    {
        services.AddSingleton<BoxShelf>();
        services.AddSingleton<Receptions>();
        services.AddSingleton<ReceptionWatch>();
        services.AddHostedService<PullLoop>();
        return services;
    }

    /// <summary>What is still on the box, at the same addresses as on the hub; and what it receives, as it comes.</summary>
    public static void MapPlayback(this WebApplication app)
    {
        app.MapGroup("/media").MapRecordings(app.Services.GetRequiredService<BoxShelf>());
        app.MapGet("/live/{roomId}/{source}", (ReceptionWatch watch, HttpContext context, string roomId, string source) => watch.WatchAsync(context, roomId, source));
    }
}
