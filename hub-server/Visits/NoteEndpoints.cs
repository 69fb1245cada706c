using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Visits;

/// <summary>巡课记录: notes with the picture of their moment.</summary>
internal static class NoteEndpoints
{
    /// <summary>Lines of one table.</summary>
    private const int LargestTable = 10_000;

    public static void MapNotes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/visit-notes").WithTags("visits").Needs(Right.WatchLessons);
        group.MapGet("/", ListAsync).WithName("listVisitNotes").WithSummary("Notes of the rooms that the caller may see");
        group.MapPost("/", CreateAsync).WithName("createVisitNote").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Begins a note with the picture that the room's box takes now; waits up to five seconds for it");
        group.MapGet("/{id}", GetAsync).WithName("getVisitNote").ProducesProblem(404).WithSummary("One note");
        group.MapPatch("/{id}", ChangeAsync).WithName("changeVisitNote").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).WithSummary("Writes the text anew; its author may");
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteVisitNote").ProducesProblem(403).ProducesProblem(404).WithSummary("Deletes a note with its picture; its author may");
        group.MapGet("/{id}/picture", PictureAsync).WithName("getVisitNotePicture").Produces<byte[]>(200, "image/jpeg").ProducesProblem(404).WithSummary("The picture of the moment");
        app.MapGet("/api/v1/visit-notes.csv", GetCsvAsync).WithTags("visits").WithName("getVisitNotesCsv").Needs(Right.WatchLessons).Produces<string>(200, "text/csv")
            .WithSummary("The same as a table for office programs, at most 10,000 lines");
    }

    private static async Task<Results<Ok<Page<VisitNote>>, ProblemHttpResult>> ListAsync(
        Caller caller, NoteStore notes, [AsParameters] PageQuery page, [AsParameters] VisitQuery query, [AsParameters] NoteQuery more, CancellationToken cancellationToken)
    {
        if (page.Plan(NoteStore.SortColumns, "-at", "visit_note.id DESC", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await notes.ListAsync(caller, more.Narrow(filter, caller), plan, cancellationToken));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetCsvAsync(
        Caller caller, NoteStore notes, [AsParameters] VisitQuery query, [AsParameters] NoteQuery more, CancellationToken cancellationToken)
    {
        if (query.Check(out var filter) is { } wrong) return wrong;
        var plan = new PagePlan(1, LargestTable, $"ORDER BY visit_note.at_ms DESC, visit_note.id DESC LIMIT {LargestTable}");
        var found = await notes.ListAsync(caller, more.Narrow(filter, caller), plan, cancellationToken);
        if (found.Total > LargestTable) return Problems.Invalid("table_too_large", $"{found.Total} notes match; allowed: {LargestTable}. Narrow them, by days for instance.");
        return TypedResults.File(NoteTable.Csv(found.Items), "text/csv; charset=utf-8", "visit-notes.csv");
    }

    private static async Task<Results<Created<VisitNote>, ProblemHttpResult>> CreateAsync(CreateVisitNote body, Caller caller, NoteDesk desk, CancellationToken cancellationToken)
    {
        if (NoteText.Check(body.Text, out var text) is { } problem) return problem;
        var (note, refusal) = await desk.BeginAsync(caller, body.RoomId, body.Source.NullIfEmpty(), text, cancellationToken);
        return note is null ? refusal! : TypedResults.Created($"/api/v1/visit-notes/{note.Id}", note);
    }

    private static async Task<Results<Ok<VisitNote>, ProblemHttpResult>> GetAsync(string id, Caller caller, NoteStore notes, CancellationToken cancellationToken) =>
        await notes.FindAsync(caller, id, cancellationToken) is { } note ? TypedResults.Ok(note) : Unknown();

    private static async Task<Results<Ok<VisitNote>, ProblemHttpResult>> ChangeAsync(string id, ChangeVisitNote body, Caller caller, NoteStore notes, CancellationToken cancellationToken)
    {
        if (await notes.FindAsync(caller, id, cancellationToken) is not { } note) return Unknown();
        if (!note.Mine) return Foreign();
        if (NoteText.Check(body.Text, out var text) is { } problem) return problem;
        await notes.ChangeAsync(id, text, cancellationToken);
        return TypedResults.Ok(note with { Text = text });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, NoteStore notes, CancellationToken cancellationToken)
    {
        if (await notes.FindAsync(caller, id, cancellationToken) is not { } note) return Unknown();
        if (!note.Mine) return Foreign();
        await notes.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PictureAsync(string id, HttpContext context, Caller caller, NoteStore notes, CancellationToken cancellationToken)
    {
        if (await notes.PictureAsync(caller.Scope, id, cancellationToken) is not { } picture) return Problems.Missing("picture_none", "There is no such note, it is not the caller's to see, or it has no picture.");
        // It never changes; but who may see it does.
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.File(picture, "image/jpeg");
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("note_unknown", "There is no such note, or it is not the caller's to see.");

    private static ProblemHttpResult Foreign() => Problems.Forbidden("note_foreign", "Only its author may do that.");
}

/// <summary>What only notes are narrowed to.</summary>
internal readonly record struct NoteQuery(
    [property: FromQuery(Name = "recording"), Description("A recording's id.")] string? Recording,
    [property: FromQuery(Name = "mine"), Description("true: only those that the caller wrote.")] bool? Mine)
{
    public VisitFilter Narrow(VisitFilter filter, Caller caller) =>
        filter with { Recording = Recording.NullIfEmpty(), AuthorId = Mine == true ? Watcher.Of(caller).Id : null };
}
