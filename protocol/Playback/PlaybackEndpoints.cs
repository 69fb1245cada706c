using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// Serves recordings by HLS, the same on the hub and on the box. Every address inside a playlist is relative, so the
/// group may lie below <c>/media</c> or below a link's token.
/// </summary>
public static class PlaybackEndpoints
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// <c>{id}/index.m3u8</c> and <c>{id}/{view}/index.m3u8</c> (multivariant, of the first or the named view),
    /// <c>{id}/{view}/video.m3u8</c> and <c>audio.m3u8</c>, and what they name below <c>{id}/tracks/</c>.
    /// </summary>
    /// <param name="running">What is known of running recordings beyond the shelf; null: nothing.</param>
    public static void MapRecordings(this RouteGroupBuilder group, IMediaShelf shelf, RunningMedia? running = null)
    {
        var media = new RecordingMedia(shelf, running, ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<ILogger<RecordingMedia>>());
        group.MapMethods("{id}/index.m3u8", s_reading, (HttpContext context, string id) => media.SendPlaylistAsync(context, id, null, ViewPage.RecordingIndex));
        group.MapMethods("{id}/{view}/index.m3u8", s_reading, (HttpContext context, string id, string view) => media.SendPlaylistAsync(context, id, view, ViewPage.Index));
        group.MapMethods("{id}/{view}/video.m3u8", s_reading, (HttpContext context, string id, string view) => media.SendPlaylistAsync(context, id, view, ViewPage.Video));
        group.MapMethods("{id}/{view}/audio.m3u8", s_reading, (HttpContext context, string id, string view) => media.SendPlaylistAsync(context, id, view, ViewPage.Audio));
        group.MapMethods("{id}/tracks/{track}/{epoch}/init.mp4", s_reading, media.SendInitAsync);
        group.MapMethods("{id}/tracks/{track}/{epoch}/{number}.m4s", s_reading, media.SendSegmentAsync);
        group.MapMethods("{id}/tracks/{track}/{epoch}/fill/{number}-{from}-{duration}.m4s", s_reading, media.SendFillAsync);
    }
}
