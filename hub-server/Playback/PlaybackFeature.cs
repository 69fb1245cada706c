using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.Programs;

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
        services.AddSingleton<Encoder>();
        services.AddSingleton<RecordingPictures>();
        services.AddSingleton<DownloadStore>();
        services.AddSingleton<DownloadFolder>();
        services.AddSingleton<DownloadRules>();
        services.AddSingleton<DownloadDesk>();
        services.AddSingleton<CopiedFiles>();
        services.AddSingleton<EncodedFiles>();
        services.AddSingleton<DownloadQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<DownloadQueue>());
        services.AddLoop<DownloadCleaning>();
    }

    /// <summary><c>/media/{recording}/…</c> for callers, <c>/media/t/{token}/{recording}/…</c> for holders of a link.</summary>
    public static void MapPlayback(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<PlaybackAccess>();
        var own = app.MapGroup("/media").Needs(Right.WatchLessons).AddEndpointFilter(access.ByCallerAsync).ExcludeFromDescription();
        own.MapPlayable();
        var linked = app.MapGroup("/media/t/{token}").AllowAnonymous().AddEndpointFilter(access.ByLinkAsync).ExcludeFromDescription();
        linked.MapPlayable();
        var pictures = app.Services.GetRequiredService<RecordingPictures>();
        app.MapGet("/media/{id}/picture.jpg", pictures.SendAsync).Needs(Right.WatchLessons).AddEndpointFilter(access.LookByCallerAsync).ExcludeFromDescription();
        app.MapGet("/media/t/{token}/{id}/picture.jpg", pictures.SendAsync).AllowAnonymous().AddEndpointFilter(access.LookByLinkAsync).ExcludeFromDescription();
        app.MapGet("/media/t/{token}/{id}/lesson", SharedLesson.GetAsync).AllowAnonymous().AddEndpointFilter(access.ByLinkAsync)
            .WithTags("recordings").WithName("getSharedLesson").WithSummary("What a link plays: the lesson's name, views and marks").ProducesProblem(404);
        app.MapPost("/api/v1/recordings/{id}/links", PlaybackLinks.CreateAsync)
            .WithTags("recordings").WithName("createLink").Needs(Right.ShareLessons).WithSummary("A link that plays the recording without signing in, until it expires").ProducesProblem(404).ProducesProblem(409);
        app.MapDownloads();
        app.MapDownloadRules();
    }

    /// <summary>Everything that a player fetches. Who may is for the group's filter to say.</summary>
    public static void MapPlayable(this RouteGroupBuilder group)
    {
        var services = ((IEndpointRouteBuilder)group).ServiceProvider;
        var running = services.GetRequiredService<LowLatency>();
        group.MapRecordings(services.GetRequiredService<HubShelf>(), running.Media);
        group.MapMethods("{id}/tracks/{track}/{epoch}/parts/{number}-{part}.m4s", [HttpMethods.Get, HttpMethods.Head], running.SendPartAsync);
    }
}
