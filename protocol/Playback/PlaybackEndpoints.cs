using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// Serves recordings by HLS, the same on the hub and on the box. Every address inside a playlist is relative, so the
/// group may lie below <c>/media</c> or below a link's token.
/// </summary>
public static class PlaybackEndpoints
{
    private const string SegmentType = "video/iso.segment";
    private const string InitType = "video/mp4";
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// <c>{id}/index.m3u8</c> and <c>{id}/{view}/index.m3u8</c> (multivariant, of the first or the named view),
    /// <c>{id}/{view}/video.m3u8</c> and <c>audio.m3u8</c>, and what they name below <c>{id}/tracks/</c>.
    /// </summary>
    public static void MapRecordings(this RouteGroupBuilder media, IMediaShelf shelf)
    {
        var pages = new ViewPages(shelf);
        media.MapMethods("{id}/index.m3u8", s_reading, (HttpContext context, string id, CancellationToken ct) =>
            PlaylistAsync(context, shelf, id, r => pages.MultivariantAsync(r, null, view => $"{view}/", ct), ct));
        media.MapMethods("{id}/{view}/index.m3u8", s_reading, (HttpContext context, string id, string view, CancellationToken ct) =>
            PlaylistAsync(context, shelf, id, r => pages.MultivariantAsync(r, view, _ => "", ct), ct));
        media.MapMethods("{id}/{view}/video.m3u8", s_reading, (HttpContext context, string id, string view, CancellationToken ct) =>
            PlaylistAsync(context, shelf, id, r => pages.MediaAsync(r, view, MediaKind.Video, ct), ct));
        media.MapMethods("{id}/{view}/audio.m3u8", s_reading, (HttpContext context, string id, string view, CancellationToken ct) =>
            PlaylistAsync(context, shelf, id, r => pages.MediaAsync(r, view, MediaKind.Audio, ct), ct));
        media.MapMethods("{id}/tracks/{track}/{epoch:int:min(0)}/init.mp4", s_reading, (HttpContext context, string id, string track, int epoch) =>
            MediaNames.IsRecording(id) && MediaNames.IsTrack(track) ? File(context, shelf.InitPath(id, track, epoch), InitType) : Unknown());
        media.MapMethods("{id}/tracks/{track}/{epoch:int:min(0)}/{number:int:min(0)}.m4s", s_reading, (HttpContext context, string id, string track, int epoch, int number) =>
            MediaNames.IsRecording(id) && MediaNames.IsTrack(track) ? File(context, shelf.SegmentPath(id, track, epoch, number), SegmentType) : Unknown());
        media.MapMethods(
            "{id}/tracks/{track}/{epoch:int:min(0)}/fill/{number:int:min(0)}-{from:int:min(0)}-{duration:int:min(1)}.m4s", s_reading,
            (HttpContext context, string id, string track, int epoch, int number, int from, int duration, CancellationToken ct) =>
                FillAsync(context, shelf, new FillRequest(id, track, epoch, number, from, duration), ct));
    }

    private static async Task<IResult> PlaylistAsync(
        HttpContext context, IMediaShelf shelf, string id, Func<ShelvedRecording, Task<string?>> write, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(id) || await shelf.FindAsync(id, cancellationToken) is not { } recording) return Unknown();
        if (await write(recording) is not { } playlist) return Problems.Missing("view_unknown", "The recording has no such view, or nothing of it is here yet.");
        var bytes = Encoding.UTF8.GetBytes(playlist);
        // What arrives late takes its place even in a finished playlist: it is asked for anew each time, by its tag.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(bytes, HlsMediaPlaylist.ContentType, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\""));
    }

    private static IResult File(HttpContext context, string path, string contentType)
    {
        if (!System.IO.File.Exists(path)) return Unknown();
        KeepForEver(context);
        return TypedResults.PhysicalFile(path, contentType, enableRangeProcessing: true);
    }

    private static async Task<IResult> FillAsync(HttpContext context, IMediaShelf shelf, FillRequest fill, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromMilliseconds(fill.DurationMs);
        if (!MediaNames.IsRecording(fill.Id) || !MediaNames.IsTrack(fill.Track) || duration > FillSegment.Longest) return Unknown();
        var (init, source) = (shelf.InitPath(fill.Id, fill.Track, fill.Epoch), shelf.SegmentPath(fill.Id, fill.Track, fill.Epoch, fill.Number));
        if (!System.IO.File.Exists(init) || !System.IO.File.Exists(source)) return Unknown();
        var made = FillSegment.Make(
            InitSegment.Parse(await System.IO.File.ReadAllBytesAsync(init, cancellationToken)),
            await System.IO.File.ReadAllBytesAsync(source, cancellationToken), TimeSpan.FromMilliseconds(fill.FromMs), duration);
        KeepForEver(context);
        return TypedResults.Bytes(made, SegmentType);
    }

    /// <summary>An address names its epoch and number: what it gives never changes.</summary>
    private static void KeepForEver(HttpContext context) => context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";

    private static IResult Unknown() => Problems.Missing("media_unknown", "There is no such recording or segment, or it is not the caller's to see.");

    private readonly record struct FillRequest(string Id, string Track, int Epoch, int Number, int FromMs, int DurationMs);
}
