using Tongtang.Protocol.Playback;

namespace Tongtang.EdgeAgent.Playback;

internal static class PlaybackFeature
{
    public static IServiceCollection AddPlayback(this IServiceCollection services) => services.AddSingleton<BoxShelf>();

    /// <summary>What is still on the box, at the same addresses as on the hub.</summary>
    public static void MapPlayback(this WebApplication app) =>
        app.MapGroup("/media").MapRecordings(app.Services.GetRequiredService<BoxShelf>());
}
