using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

/// <summary>Body of <c>PUT /api/v1/recordings/{id}/visibility</c>.</summary>
/// <param name="Visibility">Who shall see it.</param>
/// <param name="Note">For whoever approves.</param>
internal sealed record SetVisibility(Visibility Visibility, string? Note = null);

/// <summary>Body of <c>POST /api/v1/approval-requests/{id}/return</c>.</summary>
/// <param name="Word">Why, for whoever asked.</param>
internal sealed record ReturnRequest(string Word);

internal static class ApprovalEndpoints
{
    private const int LongestWord = 500;

    public static void MapApprovals(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/v1/recordings/{id}/visibility", SetAsync).WithTags("recordings").WithName("setVisibility").Needs(Right.WatchLessons)
            .WithSummary("Says who may see a recording, or asks for it where somebody must approve").ProducesProblem(403).ProducesProblem(404);
        var group = app.MapGroup("/api/v1/approval-requests").WithTags("recordings").Needs(Right.ApproveRecordings);
        group.MapGet("/", ListAsync).WithName("listApprovalRequests").WithSummary("Requests to show recordings to more people");
        group.MapPost("/{id}/accept", AcceptAsync).WithName("acceptApprovalRequest").WithSummary("Shows the recording to those who were asked for").ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id}/return", ReturnAsync).WithName("returnApprovalRequest").WithSummary("Sends a request back with a word").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<RecordingDetail>, ProblemHttpResult>> SetAsync(
        string id, SetVisibility body, Caller caller, Sights sights, RecordingLists recordings, Publishing publishing, RecordingsSettings settings, CancellationToken cancellationToken)
    {
        var sight = await sights.OfAsync(caller, cancellationToken);
        if (await recordings.FindStandingAsync(sight, id, cancellationToken) is not { InBin: false } standing) return Unknown();
        if (!sight.MayChange(standing))
            return Problems.Create(StatusCodes.Status403Forbidden, "recording_of_others", "Only its teacher and those who manage recordings there say who may see it.");
        if (CheckText(body.Note ?? "", "note_invalid", out var note) is { } fault) return fault;
        if (Publishing.NeedsApproval(standing.Visibility, body.Visibility, settings.ApprovalFrom) && !caller.Assignments.For(Right.ApproveRecordings).Covers(standing.Path))
            await publishing.AskAsync(id, body.Visibility, note, caller.Name, cancellationToken);
        else await publishing.SetAsync(id, body.Visibility, caller.Name, cancellationToken);
        return await recordings.FindDetailAsync(sight, id, cancellationToken) is { } recording ? TypedResults.Ok(recording) : Unknown();
    }

    private static async Task<Results<Ok<Page<ApprovalRequest>>, ProblemHttpResult>> ListAsync(
        Caller caller, ApprovalLists approvals, [AsParameters] PageQuery page,
        [FromQuery(Name = "state"), Description("waiting (when not given), accepted, returned or withdrawn.")] string? state, CancellationToken cancellationToken)
    {
        if (page.Plan(ApprovalLists.SortColumns, "askedAt", "approval_request.id", out var plan) is { } problem) return problem;
        if (!Words.TryEnum<RequestState>(state, out var wanted)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<RequestState>()}.");
        return TypedResults.Ok(await approvals.ListAsync(caller.Scope, wanted ?? RequestState.Waiting, plan, cancellationToken));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> AcceptAsync(string id, Caller caller, ApprovalLists approvals, Publishing publishing, CancellationToken cancellationToken) =>
        DecideAsync(id, RequestState.Accepted, "", caller, approvals, publishing, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> ReturnAsync(
        string id, ReturnRequest body, Caller caller, ApprovalLists approvals, Publishing publishing, CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(caller.Scope, id, cancellationToken) is null) return UnknownRequest();
        if (CheckText(body.Word, "word_invalid", out var word) is { } fault) return fault;
        if (word.Length == 0) return Problems.Invalid("word_invalid", "Whoever asked must be told why: word is empty.");
        return await DecideAsync(id, RequestState.Returned, word, caller, approvals, publishing, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(
        string id, RequestState decision, string word, Caller caller, ApprovalLists approvals, Publishing publishing, CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(caller.Scope, id, cancellationToken) is not { } request) return UnknownRequest();
        return await publishing.DecideAsync(request, decision, word, caller.Name, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Conflict("request_decided", "This request was decided or withdrawn before.");
    }

    private static ProblemHttpResult? CheckText(string text, string code, out string clean)
    {
        clean = text.Trim();
        return clean.Length > LongestWord || clean.Any(character => char.IsControl(character) && character != '\n')
            ? Problems.Invalid(code, $"Allowed: at most {LongestWord} visible characters.")
            : null;
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to see.");

    private static ProblemHttpResult UnknownRequest() => Problems.Missing("request_unknown", "There is no such request, or it is not the caller's to decide.");
}
