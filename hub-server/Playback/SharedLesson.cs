using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Playback;

/// <summary>A picture, or sound alone, of a lesson. Its playlist is <c>{name}/index.m3u8</c> beside this answer.</summary>
internal sealed record SharedView(string Name, string Role);

/// <summary>What the holder of a link is told about the lesson: what a player needs, and nothing to command it with.</summary>
internal sealed record SharedLesson(
    string Title,
    string Teacher,
    string SchoolName,
    string RoomName,
    RecordingState State,
    DateTimeOffset StartedAt,
    IReadOnlyList<SharedView> Views,
    IReadOnlyList<RecordingMark> Marks,
    IReadOnlyList<RecordingChapter> Chapters,
    RecordingTrim? Trim)
{
    public static async Task<Results<Ok<SharedLesson>, ProblemHttpResult>> GetAsync(
        string token, string id, RecordingLists recordings, CancellationToken cancellationToken) =>
        await recordings.FindDetailAsync(Sight.Managing(Scope.Hub), id, cancellationToken) is { } found
            ? TypedResults.Ok(new SharedLesson(
                found.Title,
                found.Teacher,
                found.SchoolName,
                found.RoomName,
                found.State,
                found.StartedAt,
                [.. found.Views.Select(view => new SharedView(view.Name, view.Role))],
                found.Marks,
                found.Chapters,
                found.Trim))
            : Problems.Missing("recording_unknown", "The recording is gone.");
}
