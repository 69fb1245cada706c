namespace Tongtang.EdgeAgent.Playback;

internal static class PlaybackFeature
{
    public static IServiceCollection AddPlayback(this IServiceCollection services) => services;

    public static void MapPlayback(this IEndpointRouteBuilder app)
    {
    }
}
