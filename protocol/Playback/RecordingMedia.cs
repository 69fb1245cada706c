using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Playback;

/// <summary>Answers the addresses of <see cref="PlaybackEndpoints"/>. What is not found or not (any more) to be seen is 404.</summary>
internal sealed partial class RecordingMedia(IMediaShelf shelf, RunningMedia? running, ILogger<RecordingMedia> logger)
{
    private const string SegmentType = "video/iso.segment";
    private const string InitType = "video/mp4";

    /// <param name="view">Null: the first one.</param>
    public async Task SendPlaylistAsync(HttpContext context, string id, string? view, ViewPage page)
    {
        if (running is not null && view is not null && page is ViewPage.Video or ViewPage.Audio && await running.SendPlaylistAsync(context, id, view, page)) return;
        if (await FindAsync(context, id) is not { } recording) await RefuseAsync(context, Unknown());
        else if (recording.View(view) is not { } found) await RefuseAsync(context, view is null ? None() : UnknownView());
        else if (recording.Playlist(found, page) is not { } playlist) await RefuseAsync(context, None());
        else await MediaAnswers.SendPlaylistAsync(context, playlist, HlsMediaPlaylist.ContentType);
    }

    public async Task SendInitAsync(HttpContext context, string id, string track, string epoch)
    {
        if (MediaNames.TryNumber(epoch, out var number) && await FindAsync(context, id) is { } recording && recording.Track(track)?.Inits.TryGetValue(number, out var init) is true)
            await MediaAnswers.SendBytesAsync(context, init, InitType, $"\"{epoch}-init-{init.Length}\"", MediaCaching.Of(context));
        else
            await RefuseAsync(context, Unknown());
    }

    public async Task SendSegmentAsync(HttpContext context, string id, string track, string epoch, string number)
    {
        if (await FindSegmentAsync(context, id, track, epoch, number) is not (_, { } segment))
        {
            if (!await IsRunningAsync(context, id, track, epoch, number)) await RefuseAsync(context, Unknown());
        }
        else if (!await MediaAnswers.SendFileAsync(
                context, shelf.SegmentPath(id, track, segment.Epoch, segment.Number), SegmentType, $"\"{epoch}-{number}-{segment.Bytes}\"", MediaCaching.Of(context)))
        {
            await RefuseAsync(context, Unknown());
        }
    }

    private async Task<bool> IsRunningAsync(HttpContext context, string id, string track, string epoch, string number) =>
        running is not null && MediaNames.TryNumber(epoch, out var ofEpoch) && MediaNames.TryNumber(number, out var wanted) && await running.SendSegmentAsync(context, id, track, ofEpoch, wanted);

    public async Task SendFillAsync(HttpContext context, string id, string track, string epoch, string number, string from, string duration)
    {
        if (!MediaNames.TryNumber(from, out var fromMs) || !MediaNames.TryNumber(duration, out var durationMs) || durationMs is 0 || durationMs > FillSegment.Longest.TotalMilliseconds
            || await FindSegmentAsync(context, id, track, epoch, number) is not ({ } of, { } segment))
        {
            await RefuseAsync(context, Unknown());
            return;
        }
        var made = await FillMaker.MakeAsync(
            near => shelf.SegmentPath(id, track, near.Epoch, near.Number), of, segment, TimeSpan.FromMilliseconds(fromMs), TimeSpan.FromMilliseconds(durationMs), context.RequestAborted);
        if (made.Damage is not null) LogDamaged(made.Damage, epoch, number, track, id);
        if (made.Bytes is null)
            await RefuseAsync(context, Problems.Create(StatusCodes.Status500InternalServerError, "media_damaged", $"Segment {epoch}/{number} of {track} and those beside it are damaged: {made.Damage?.Message}"));
        else
            await MediaAnswers.SendBytesAsync(context, made.Bytes, SegmentType, $"\"{epoch}-{number}-{from}-{duration}-{made.Bytes.Length}\"", made.Damage is null ? MediaCaching.Of(context) : "no-store");
    }

    private async ValueTask<(PlayableTrack? Track, IndexedSegment? Segment)> FindSegmentAsync(HttpContext context, string id, string track, string epoch, string number) =>
        MediaNames.TryNumber(epoch, out var ofEpoch) && MediaNames.TryNumber(number, out var wanted) && (await FindAsync(context, id))?.Track(track) is { } found
            ? (found, found.Find(ofEpoch, wanted))
            : default;

    private ValueTask<PlayableRecording?> FindAsync(HttpContext context, string id) => MediaNames.IsRecording(id) ? shelf.FindAsync(id, context.RequestAborted) : default;

    /// <summary>What is not there may come: nobody is to remember that it was not.</summary>
    private static Task RefuseAsync(HttpContext context, ProblemHttpResult problem)
    {
        context.Response.Headers.CacheControl = "no-store";
        return problem.ExecuteAsync(context);
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("media_unknown", "There is no such recording or segment, or it is not the caller's to see.");

    private static ProblemHttpResult UnknownView() => Problems.Missing("view_unknown", "This recording has no such view.");

    private static ProblemHttpResult None() => Problems.Missing("media_none", "Nothing of this has arrived yet that could be played.");

    [LoggerMessage(EventId = 5010, Level = LogLevel.Warning, Message = "Segment {Epoch}/{Number} of track {Track} of recording {RecordingId} is damaged; the hole beside it cannot be filled from it")]
    private partial void LogDamaged(Exception damage, string epoch, string number, string track, string recordingId);
}
