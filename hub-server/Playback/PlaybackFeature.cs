using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

internal static class PlaybackFeature
{
    public static void AddPlayback(this IServiceCollection services)
    {
        services.AddSingleton<HubShelf>();
        services.AddSingleton<PlaybackAccess>();
        services.AddSingleton<PlaybackLinks>();
        services.AddSingleton<PlayableRecordings>();
        services.AddSingleton<LowLatency>();
        services.AddSingleton<DownloadStore>();
        services.AddSingleton<DownloadFolder>();
        services.AddSingleton<DownloadQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<DownloadQueue>());
        services.AddHostedService<DownloadCleaning>();
    }

    /// <summary><c>/media/{recording}/…</c> for callers, <c>/media/t/{token}/{recording}/…</c> for holders of a link.</summary>
    public static void MapPlayback(this WebApplication app)
    {
        var shelf = app.Services.GetRequiredService<HubShelf>();
        var running = app.Services.GetRequiredService<LowLatency>();
        var access = app.Services.GetRequiredService<PlaybackAccess>();
        var own = app.MapGroup("/media").AddEndpointFilter(access.ByCallerAsync).ExcludeFromDescription();
        own.MapRunning(shelf, running);
        var linked = app.MapGroup("/media/t/{token}").AllowAnonymous().AddEndpointFilter(access.ByLinkAsync).ExcludeFromDescription();
        linked.MapRunning(shelf, running);
        app.MapGet("/media/t/{token}/{id}/lesson", SharedLesson.GetAsync).AllowAnonymous().AddEndpointFilter(access.ByLinkAsync)
            .WithTags("recordings").WithName("getSharedLesson").WithSummary("What a link plays: the lesson's name, views and marks").ProducesProblem(404);
        app.MapPost("/api/v1/recordings/{id}/links", PlaybackLinks.CreateAsync)
            .WithTags("recordings").WithName("createLink").WithSummary("A link that plays the recording without signing in, until it expires").ProducesProblem(404);
        app.MapDownloads();
    }

    private static void MapRunning(this RouteGroupBuilder group, HubShelf shelf, LowLatency running)
    {
        group.MapRecordings(shelf, running.Media);
        group.MapMethods("{id}/tracks/{track}/{epoch}/parts/{number}-{part}.m4s", [HttpMethods.Get, HttpMethods.Head], running.SendPartAsync);
    }
}
