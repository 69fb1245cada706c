using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Playback;

internal static class PlaybackFeature
{
    private sealed record ShownBody(string Key);

    public static IServiceCollection AddPlayback(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<DisplayOptions>(settings, "Display");
        services.AddSingleton<BoxShelf>();
        services.AddSingleton<Receptions>();
        services.AddSingleton<ReceptionWatch>();
        services.AddSingleton<DisplayBoard>();
        services.AddHostedService<PullLoop>();
        services.AddHostedService<DisplayLoop>();
        return services;
    }

    /// <summary>What is still on the box, at the same addresses as on the hub; and what it receives, as it comes.</summary>
    public static void MapPlayback(this WebApplication app)
    {
        app.MapGroup("/media").MapRecordings(app.Services.GetRequiredService<BoxShelf>());
        app.MapGet("/live/{roomId}/{source}", (ReceptionWatch watch, HttpContext context, string roomId, string source) => watch.WatchAsync(context, roomId, source));
        app.MapPost("/api/v1/display/shown", (ShownBody body, DisplayBoard board) =>
            board.Hear(body.Key) ? Results.Ok(new { }) : Problems.Conflict("display_other", "Another page is on the board by now."));
    }
}
