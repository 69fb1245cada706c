using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>A view as one file: ask, watch it being made, fetch it.</summary>
internal static class DownloadEndpoints
{
    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/recordings/{id}/downloads", CreateAsync)
            .WithName("createDownload").Needs(Right.ShareLessons).WithTags("playback").WithSummary("Makes one MP4 file of a view; the same is not made twice").ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        app.MapGet("/api/v1/downloads/{id}", GetAsync)
            .WithName("getDownload").Needs(Right.ShareLessons).WithTags("playback").WithSummary("How far a download is, and its address once it is ready").ProducesProblem(404);
        app.MapDelete("/api/v1/downloads/{id}", DeleteAsync)
            .WithName("deleteDownload").Needs(Right.ShareLessons).WithTags("playback").WithSummary("Cancels a download, or removes its file").ProducesProblem(404);
        app.MapMethods("/media/downloads/{id}/{name}.mp4", ["GET", "HEAD"], SendAsync).Needs(Right.ShareLessons).ExcludeFromDescription();
    }

    private static async Task<Results<Accepted<Download>, ProblemHttpResult>> CreateAsync(
        string id, CreateDownload body, Caller caller, PlayableRecordings recordings, DownloadStore store, DownloadQueue queue, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { Standing.InBin: false } recording || !caller.Scope.Covers(recording.Path)) return UnknownRecording();
        if (recording.Playable.View(body.View) is not { } view) return Problems.Missing("view_unknown", "This recording has no such view.");
        if (new[] { view.Video, view.Audio }.All(track => recording.Playable.Track(track)?.Index.Segments.Count is not > 0))
            return Problems.Conflict("media_none", "Nothing of this view has arrived yet.");
        if (await store.FindSameAsync(id, view.Name, recording.Version, cancellationToken) is { } same) return Accepted(Of(same, queue));
        if (queue.IsFull) return Full();
        var name = FileName(recording, view.Name);
        var made = await store.CreateAsync(id, view.Name, recording.Version, name, cancellationToken);
        if (!queue.TryAdd(made, id, view.Name))
        {
            await store.DeleteAsync(made, cancellationToken);
            return Full();
        }
        return Accepted(new Download(made, DownloadState.Queued, 0, null, null, null));
    }

    private static async Task<Results<Ok<Download>, ProblemHttpResult>> GetAsync(
        string id, Caller caller, PlayableRecordings recordings, DownloadStore store, DownloadQueue queue, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, recordings, store, cancellationToken) is { } row ? TypedResults.Ok(Of(row, queue)) : Unknown();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, PlayableRecordings recordings, DownloadStore store, DownloadQueue queue, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, recordings, store, cancellationToken) is null) return Unknown();
        await queue.CancelAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task SendAsync(HttpContext context, string id, Caller caller, PlayableRecordings recordings, DownloadStore store, DownloadFolder folder, PlayLog plays)
    {
        if (await FindAsync(id, caller, recordings, store, context.RequestAborted) is { State: "ready" } row)
        {
            await plays.FetchedAsync(context, row.RecordingId);
            context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = $"{row.Name}.mp4" }.ToString();
            if (await MediaAnswers.SendFileAsync(context, folder.FilePath(id), "video/mp4", $"\"{id}\"", "private, no-cache")) return;
            context.Response.Headers.Remove(HeaderNames.ContentDisposition);
        }
        await Unknown().ExecuteAsync(context);
    }

    private static async Task<DownloadRow?> FindAsync(string id, Caller caller, PlayableRecordings recordings, DownloadStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } row
        && await recordings.FindAsync(row.RecordingId, cancellationToken) is { Standing.InBin: false } recording && caller.Scope.Covers(recording.Path)
            ? row
            : null;

    private static Download Of(DownloadRow row, DownloadQueue queue)
    {
        if (queue.Find(row.Id) is { } job) return new Download(row.Id, job.State, job.Progress, null, job.Bytes, null);
        var state = Words.Enum<DownloadState>(row.State);
        return state == DownloadState.Ready
            ? new Download(row.Id, state, 1, $"/media/downloads/{row.Id}/{Uri.EscapeDataString(row.Name)}.mp4", row.Bytes, null)
            : new Download(row.Id, state, 0, null, null, row.ErrorCode is null ? null : new DownloadError(row.ErrorCode, row.Error ?? ""));
    }

    /// <summary>Day and time, title (or else the room) and view, without what file systems or shells take amiss.</summary>
    private static string FileName(StoredRecording recording, string view)
    {
        var name = new StringBuilder();
        foreach (var rune in (recording.Title.Length > 0 ? recording.Title : recording.RoomName).EnumerateRunes().Take(60))
            name.Append(Rune.IsLetterOrDigit(rune) ? rune.ToString() : "-");
        var started = recording.Playable.StartedAt.ToLocalTime().ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture);
        return $"{started}-{name.ToString().Trim('-')}-{view}".Replace("--", "-", StringComparison.Ordinal);
    }

    private static Accepted<Download> Accepted(Download download) => TypedResults.Accepted($"/api/v1/downloads/{download.Id}", download);

    private static ProblemHttpResult Unknown() => Problems.Missing("download_unknown", "There is no such download, or its file was removed; files are kept for a day.");

    private static ProblemHttpResult UnknownRecording() => Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");

    private static ProblemHttpResult Full() => Problems.Create(StatusCodes.Status503ServiceUnavailable, "downloads_full", $"{DownloadQueue.Capacity} downloads are in line already; try again later.");
}
