using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>What is still on the box, and what was hidden in it.</summary>
internal static class RecordingsEndpoints
{
    private const int Shown = 200;

    private sealed record ListView(IReadOnlyList<RecordingSummary> Items, int Total);

    public static void MapRecordings(this IEndpointRouteBuilder api)
    {
        var recordings = api.MapGroup("/recordings").AddEndpointFilter(RecorderRefusals.TellAsync);
        recordings.MapGet("", List);
        recordings.MapGet("/{id}", Find);
        recordings.MapPost("/{id}/hidden-spans/{number:int}/restore", (string id, int number, Journal journal) => Do(() => journal.RestoreSpan(id, number)));
        recordings.MapPost("/{id}/hidden-spans/{number:int}/discard", (string id, int number, Journal journal) => Do(() => journal.DiscardSpan(id, number)));
        api.MapGet("/pictures/{source}", Picture);
    }

    private static IResult List(Journal journal, UploadBoard uploads)
    {
        var refused = uploads.Refused;
        var items = journal.List(Shown).Select(item => WithRefusal(item, refused)).ToList();
        return TypedResults.Ok(new ListView(items, items.Count));
    }

    private static IResult Find(string id, Journal journal, UploadBoard uploads) =>
        journal.Find(id) is { } found ? TypedResults.Ok(WithRefusal(found, uploads.Refused)) : Problems.Missing("recording_unknown", $"There is no recording {id} on this box.");

    /// <summary>One that the hub refuses would else wait for its upload for ever.</summary>
    private static RecordingSummary WithRefusal(RecordingSummary item, IReadOnlyList<RefusedRecording> refused) =>
        item.State == RecordingProgress.Uploading && refused.FirstOrDefault(r => r.RecordingId == item.Id) is { } refusal
            ? item with { State = RecordingProgress.Refused, Refusal = new RecordingRefusal(refusal.Code, refusal.Reason) }
            : item;

    private static IResult Do(Action change)
    {
        change();
        return TypedResults.Ok(new { });
    }

    private static IResult Picture(string source, SnapshotBoard board, HttpContext context)
    {
        if (board.LastPicture(source) is not { } picture) return Problems.Missing("picture_none", $"There is no picture of {source} yet.");
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.LastModified = picture.TakenAt.ToString("R");
        return TypedResults.Bytes(picture.Jpeg, "image/jpeg");
    }
}
