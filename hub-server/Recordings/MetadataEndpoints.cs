using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Recordings;

/// <summary>What stands beside an MP4 file: what is known about the lesson in it.</summary>
/// <param name="Format">The version of this shape.</param>
/// <param name="DurationSeconds">Of all that was recorded.</param>
/// <param name="Trim">What is played of it, and in its files; null: all.</param>
internal sealed record RecordingMetadata(
    int Format,
    string Id,
    string Title,
    string Teacher,
    string Subject,
    string ClassName,
    string SchoolName,
    string RoomName,
    string? LessonId,
    DateTimeOffset StartedAt,
    double DurationSeconds,
    RecordingTrim? Trim,
    Visibility Visibility,
    IReadOnlyList<RecordingView> Views,
    IReadOnlyList<RecordingChapter> Chapters);

/// <summary>Metadata for other platforms: of many recordings as a table, of one as JSON. Each leaves a row in the audit.</summary>
internal static class MetadataEndpoints
{
    private const int Version = 1;

    public static void MapMetadata(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithTags("recordings").Needs(Right.ShareLessons);
        group.MapGet("/recording-metadata", ExportAsync).WithName("exportRecordings").WithSummary("The newest 10,000 recordings that match as a table, of the places where the caller shares lessons")
            .Produces<string>(200, "text/csv").Produces<string>(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").ProducesProblem(400);
        group.MapGet("/recordings/{id}/metadata", GetAsync).WithName("getRecordingMetadata").WithSummary("What stands beside a recording's MP4 file").ProducesProblem(404);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context,
        Caller caller,
        RecordingExport export,
        HubDatabase database,
        AuditChain chain,
        TimeProvider time,
        [AsParameters] RecordingQuery query,
        [FromQuery(Name = "format"), Description("csv (when not given) or xlsx.")] string? format,
        [FromQuery(Name = "language"), Description("Of the headings: zh (when not given) or en.")] string? language,
        CancellationToken cancellationToken)
    {
        if (!Words.TryEnum<MetadataFormat>(format, out var asked)) return Problems.Invalid("format_invalid", $"format allows {Words.All<MetadataFormat>()}.");
        if (!Words.TryEnum<MetadataLanguage>(language, out var spoken)) return Problems.Invalid("language_invalid", $"language allows {Words.All<MetadataLanguage>()}.");
        if (query.Check(out var filter) is { } wrong) return wrong;
        var kind = asked ?? MetadataFormat.Csv;
        var row = AuditRow.Of(
            AuditTrail.ActorOf(context), AuditAction.Download, "exportRecordings", new AuditThing("recording", ""), AuditOutcome.Done, "", AuditChange.Json([new AuditChange("format", null, kind.Word())]));
        await database.WriteAsync(connection => chain.AppendAsync(connection, row), cancellationToken);
        var file = await export.WriteAsync(Sight.Managing(caller.Scope), filter, kind, spoken ?? MetadataLanguage.Zh, cancellationToken);
        return TypedResults.Stream(
            file,
            kind == MetadataFormat.Csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            string.Create(CultureInfo.InvariantCulture, $"recordings-{time.GetUtcNow():yyyyMMdd-HHmmss}.{kind.Word()}"));
    }

    private static async Task<Results<Ok<RecordingMetadata>, ProblemHttpResult>> GetAsync(
        HttpContext context, string id, Caller caller, RecordingLists recordings, HubDatabase database, AuditChain chain, CancellationToken cancellationToken)
    {
        if (await recordings.FindDetailAsync(Sight.Managing(caller.Scope), id, cancellationToken) is not { Bin: null } found)
            return Problems.Missing("recording_unknown", "There is no such recording, or it is not the caller's to share.");
        await database.WriteAsync(
            async connection => await chain.AppendAsync(
                connection, AuditRow.Of(AuditTrail.ActorOf(context), AuditAction.Download, "getRecordingMetadata", await AuditThings.FindAsync(connection, "recording", [id]), AuditOutcome.Done)),
            cancellationToken);
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"recording-{id}.json" }.ToString();
        return TypedResults.Ok(new RecordingMetadata(
            Version,
            found.Id,
            found.Title,
            found.Teacher,
            found.Subject,
            found.ClassName,
            found.SchoolName,
            found.RoomName,
            found.LessonId,
            found.StartedAt,
            found.DurationSeconds,
            found.Trim,
            found.Visibility,
            found.Views,
            found.Chapters));
    }
}
