using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

/// <summary>Body of <c>PUT /api/v1/recordings/{id}/chapters</c>.</summary>
/// <param name="Chapters">Null: the teacher's marks again.</param>
internal sealed record SetChapters(IReadOnlyList<RecordingChapter>? Chapters = null);

/// <summary>What is played of a recording, and its chapters. Nothing of its media is changed.</summary>
internal static class EditEndpoints
{
    public static void MapEdits(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/recordings/{id}").WithTags("recordings").Needs(Right.WatchLessons);
        group.MapPut("/trim", TrimAsync).WithName("trimRecording").WithSummary("Says from where to where a recording is played; without both, all of it again: for its teacher and those who manage recordings there").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapPut("/chapters", SetAsync).WithName("setChapters").WithSummary("Names the parts of a recording, or leaves them to the teacher's marks: for its teacher and those who manage recordings there").ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<Ok<RecordingDetail>, ProblemHttpResult>> TrimAsync(
        string id, RecordingTrim body, Caller caller, Sights sights, RecordingLists recordings, RecordingChanges changes, CancellationToken cancellationToken)
    {
        var sight = await sights.OfAsync(caller, cancellationToken);
        if (await RefusalAsync(id, sight, recordings, cancellationToken) is { } refused) return refused;
        if (await recordings.FindAsync(sight, id, cancellationToken) is not { } recording) return Unknown();
        if (recording.State is not (RecordingState.Complete or RecordingState.Uploading)) return Problems.Conflict("recording_not_ended", "What is still recorded, or gave nothing, cannot be trimmed.");
        if (body.FromSeconds is { } from && !(from >= 0 && double.IsFinite(from))) return TrimProblem();
        if (body.ToSeconds is { } to && !(to >= 0 && double.IsFinite(to))) return TrimProblem();
        if (!await changes.TrimAsync(id, body, cancellationToken)) return TrimProblem();
        return await GetAsync(id, sight, recordings, cancellationToken);
    }

    private static async Task<Results<Ok<RecordingDetail>, ProblemHttpResult>> SetAsync(
        string id, SetChapters body, Caller caller, Sights sights, RecordingLists recordings, RecordingChanges changes, CancellationToken cancellationToken)
    {
        var sight = await sights.OfAsync(caller, cancellationToken);
        if (await RefusalAsync(id, sight, recordings, cancellationToken) is { } refused) return refused;
        IReadOnlyList<RecordingChapter>? chapters = null;
        if (body.Chapters is { } wish && RecordingChapters.Check(wish, out chapters) is { } fault) return fault;
        await changes.SetChaptersAsync(id, chapters, cancellationToken);
        return await GetAsync(id, sight, recordings, cancellationToken);
    }

    /// <returns>Why the caller may not change the recording; null: they may.</returns>
    public static async Task<ProblemHttpResult?> RefusalAsync(string id, Sight sight, RecordingLists recordings, CancellationToken cancellationToken) =>
        await recordings.FindStandingAsync(sight, id, cancellationToken) is not { InBin: false } standing ? Unknown()
        : sight.MayChange(standing) ? null
        : Problems.Forbidden("recording_of_others", "Only its teacher and those who manage recordings there change a recording.");

    private static async Task<Results<Ok<RecordingDetail>, ProblemHttpResult>> GetAsync(string id, Sight sight, RecordingLists recordings, CancellationToken cancellationToken) =>
        await recordings.FindDetailAsync(sight, id, cancellationToken) is { } recording ? TypedResults.Ok(recording) : Unknown();

    private static ProblemHttpResult TrimProblem() => Problems.Invalid("trim_invalid", $"fromSeconds and toSeconds must leave at least {RecordingTrim.Shortest} seconds of the recording.");

    private static ProblemHttpResult Unknown() => Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");
}
