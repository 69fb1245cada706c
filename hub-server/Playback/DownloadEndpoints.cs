using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>A recording as one file: ask, watch it being made, fetch it. The place's rule says who may, each time.</summary>
internal static class DownloadEndpoints
{
    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/recordings/{id}/downloads", CreateAsync)
            .WithName("createDownload").Needs(Right.WatchLessons).WithTags("playback").WithSummary("Makes one MP4 file of a view; the same is not made twice")
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        app.MapPost("/api/v1/recordings/{id}/edited-downloads", EditAsync)
            .WithName("createEditedDownload").Needs(Right.WatchLessons).WithTags("playback").WithSummary("Makes one MP4 file of one or two views with a title, chapters and even loudness")
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        app.MapGet("/api/v1/downloads/{id}", GetAsync)
            .WithName("getDownload").Needs(Right.WatchLessons).WithTags("playback").WithSummary("How far a download is, and its address once it is ready").ProducesProblem(404);
        app.MapDelete("/api/v1/downloads/{id}", DeleteAsync)
            .WithName("deleteDownload").Needs(Right.WatchLessons).WithTags("playback").WithSummary("Cancels a download, or removes its file: for who asked and those who share lessons there").ProducesProblem(403).ProducesProblem(404);
        app.MapMethods("/media/downloads/{id}/{name}.mp4", ["GET", "HEAD"], SendAsync).Needs(Right.WatchLessons).ExcludeFromDescription();
    }

    private static async Task<Results<Accepted<Download>, ProblemHttpResult>> CreateAsync(
        string id, CreateDownload body, Caller caller, DownloadDesk desk, CancellationToken cancellationToken)
    {
        if (await desk.FindRecordingAsync(id, caller, cancellationToken) is not { } found) return UnknownRecording();
        var (recording, terms) = found;
        if (!terms.Allowed) return Forbidden(terms);
        if (recording.Playable.View(body.View) is not { } view) return UnknownView();
        if (!DownloadDesk.HasMedia(recording, view)) return Nothing();
        // Sound alone has no picture to write into.
        var isMarked = terms.Watermark && view.Video is not null;
        return await AddAsync(desk, new DownloadRow
        {
            RecordingId = id,
            View = view.Name,
            Version = recording.Version,
            Name = FileName(recording, view.Name),
            Kind = (isMarked ? DownloadKind.Marked : DownloadKind.Copy).Word(),
            Owner = DownloadRow.OwnerOf(caller),
            Mark = isMarked ? desk.MarkOf(caller) : "",
        }, cancellationToken);
    }

    private static async Task<Results<Accepted<Download>, ProblemHttpResult>> EditAsync(
        string id, EditedWish body, Caller caller, DownloadDesk desk, CancellationToken cancellationToken)
    {
        if (await desk.FindRecordingAsync(id, caller, cancellationToken) is not { } found) return UnknownRecording();
        var (recording, terms) = found;
        if (!terms.Allowed) return Forbidden(terms);
        if ((body.Layout == EditedLayout.Single) != (body.Second is null) || body.Second == body.View)
            return Problems.Invalid("layout_invalid", "second names another view with picture-in-picture and side-by-side, and none with single.");
        foreach (var name in new[] { body.View, body.Second }.OfType<string>())
        {
            if (recording.Playable.View(name) is not { } view) return UnknownView();
            if (view.Video is null || recording.Playable.Track(view.Video)?.Index.Segments.Count is not > 0) return Nothing();
        }
        return await AddAsync(desk, new DownloadRow
        {
            RecordingId = id,
            View = body.View,
            Version = await desk.EditedVersionAsync(recording, cancellationToken),
            Name = FileName(recording, "精品课"),
            Kind = DownloadKind.Edited.Word(),
            Owner = DownloadRow.OwnerOf(caller),
            Mark = terms.Watermark ? desk.MarkOf(caller) : "",
            Wish = JsonSerializer.Serialize(body, JsonDefaults.Options),
        }, cancellationToken);
    }

    private static async Task<Results<Accepted<Download>, ProblemHttpResult>> AddAsync(DownloadDesk desk, DownloadRow wish, CancellationToken cancellationToken) =>
        await desk.AddAsync(wish, cancellationToken) is { } download
            ? TypedResults.Accepted($"/api/v1/downloads/{download.Id}", download)
            : Problems.Create(StatusCodes.Status503ServiceUnavailable, "downloads_full", $"{DownloadQueue.Capacity} downloads are in line already; try again later.");

    private static async Task<Results<Ok<Download>, ProblemHttpResult>> GetAsync(string id, Caller caller, DownloadDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(id, caller, cancellationToken) is { } row ? TypedResults.Ok(desk.View(row)) : Unknown();

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, DownloadDesk desk, DownloadQueue queue, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, caller, cancellationToken) is not { } row) return Unknown();
        if (await desk.FindRecordingAsync(row.RecordingId, caller, cancellationToken) is not { } found) return Unknown();
        if (row.Owner != DownloadRow.OwnerOf(caller) && !caller.Assignments.For(Right.ShareLessons).Covers(found.Recording.Path))
            return Problems.Forbidden("download_of_others", "Only who asked for a file and those who share lessons there remove it.");
        await queue.CancelAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task SendAsync(HttpContext context, string id, Caller caller, DownloadDesk desk, DownloadFolder folder, PlayLog plays)
    {
        if (await desk.FindAsync(id, caller, context.RequestAborted) is { State: "ready" } row)
        {
            await plays.FetchedAsync(context, row.RecordingId);
            context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = $"{row.Name}.mp4" }.ToString();
            if (await MediaAnswers.SendFileAsync(context, folder.FilePath(id), "video/mp4", $"\"{id}\"", "private, no-cache")) return;
            context.Response.Headers.Remove(HeaderNames.ContentDisposition);
        }
        await Unknown().ExecuteAsync(context);
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

    private static ProblemHttpResult Unknown() => Problems.Missing("download_unknown", "There is no such download, or its file was removed; files are kept for a day.");

    private static ProblemHttpResult UnknownRecording() => Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");

    private static ProblemHttpResult UnknownView() => Problems.Missing("view_unknown", "This recording has no such view.");

    private static ProblemHttpResult Nothing() => Problems.Conflict("media_none", "Nothing of this view has arrived yet.");

    private static ProblemHttpResult Forbidden(DownloadTerms terms) => terms.Who == Downloaders.Nobody
        ? Problems.Forbidden("download_forbidden", "Recordings of this place are not downloaded.")
        : Problems.Forbidden("download_managers_only", "Only those who share lessons there download recordings of this place.");
}
