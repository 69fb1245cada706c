using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <param name="Content">The file, base64: XLSX, CSV (UTF-8 or GB18030) or iCalendar.</param>
/// <param name="DryRun">Only says what would come of it.</param>
/// <param name="AllowConflicts">Stored though lessons are in each other's way.</param>
internal sealed record ImportWish(string SchoolId, string TermId, string FileName, byte[] Content, bool DryRun = true, bool AllowConflicts = false);

/// <param name="Id">Null: nothing was stored.</param>
/// <param name="Lessons">That could be read.</param>
/// <param name="Faults">The first 500.</param>
internal sealed record ImportReport(string? Id, int Lessons, int TotalFaults, IReadOnlyList<TableFault> Faults);

/// <param name="UndoneAt">Not null: its lessons are gone.</param>
internal sealed record TimetableImport(
    string Id, string SchoolId, string TermId, string FileName, int Lessons, string CreatedBy, DateTimeOffset CreatedAt, string? UndoneBy, DateTimeOffset? UndoneAt);

internal static class ImportEndpoints
{
    private const int MostFaults = 500;

    /// <summary>Three hundred rooms with forty lessons each are 12,000.</summary>
    private static readonly TableLimits s_limits = new(20_000);

    public static void MapTimetableImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports");
        imports.MapGet("/", ListAsync).WithName("listTimetableImports").Needs(Right.SeeRooms).WithSummary("A school's imports, newest first").ProducesProblem(404);
        imports.MapPost("/", RunAsync).WithName("importTimetable").WithSummary("Reads weekly lessons from a file, all or nothing; a dry run names every wrong cell").WithMetadata(new RequestSizeLimitAttribute(TableLimits.LongestBody)).ProducesProblem(404);
        imports.MapPost("/{id}/undo", UndoAsync).WithName("undoTimetableImport").WithSummary("Takes away what an import brought").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<TimetableImport>>, ProblemHttpResult>> ListAsync(
        string school, Caller caller, SchoolStore schools, TimetableImports imports, [AsParameters] PageQuery page, CancellationToken cancellationToken)
    {
        if (page.Plan(TimetableImports.SortColumns, "-createdAt", "id", out var plan) is { } problem) return problem;
        if (await schools.FindAsync(caller.Scope, school, cancellationToken) is null) return NodeProblems.Unknown("school", school);
        return TypedResults.Ok(await imports.ListAsync(school, plan, cancellationToken));
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> RunAsync(
        ImportWish body, Caller caller, SchoolStore schools, TimetableReader reader, TimetableImports imports, TimetableChanges changes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, body.SchoolId, cancellationToken) is null) return NodeProblems.Unknown("school", body.SchoolId);
        if (NameRule.Check(body.FileName, "fileName", out var fileName, 200) is { } problem) return problem;
        var timetable = await reader.ReadAsync(body.SchoolId, null, cancellationToken);
        if (timetable.Terms.FirstOrDefault(term => term.Id == body.TermId) is not { } term) return LessonEndpoints.TermUnknown();
        var rooms = (await reader.RoomNamesAsync(body.SchoolId, cancellationToken)).ToDictionary(room => room.Value, room => room.Key, StringComparer.Ordinal);
        var place = new SheetPlace(term.Id, term.Weeks, rooms, [.. timetable.Bells.SelectMany(bells => bells.Periods)]);
        var faults = new List<TableFault>();
        var lessons = Read(body.Content, place, timetable, () => NodeId.New(time), faults);
        if (faults.Count > 0) return Report(null, lessons.Count, faults);
        if (lessons.Count == 0) return Report(null, 0, [new TableFault(null, null, null, null, "table_empty", "The file has no lessons of this term.")]);
        var (id, conflicts) = await imports.RunAsync(body.SchoolId, place, lessons, fileName, caller.Name, body.AllowConflicts, body.DryRun, cancellationToken);
        if (id is not null) await changes.OfPlaceAsync(body.SchoolId, cancellationToken);
        return Report(id, lessons.Count, conflicts);
    }

    private static async Task<Results<Ok<TimetableImport>, ProblemHttpResult>> UndoAsync(
        string id, Caller caller, SchoolStore schools, TimetableImports imports, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(id, cancellationToken) is not { } found || await schools.FindAsync(caller.Scope, found.SchoolId, cancellationToken) is null)
            return Problems.Missing("import_unknown", "There is no such import, or it is not the caller's to see.");
        if (!await imports.UndoAsync(id, caller.Name, cancellationToken)) return Problems.Conflict("import_undone", "The import was undone already.");
        await changes.OfPlaceAsync(found.SchoolId, cancellationToken);
        return TypedResults.Ok((await imports.FindAsync(id, cancellationToken))!);
    }

    private static Ok<ImportReport> Report(string? id, int lessons, IReadOnlyList<TableFault> faults) =>
        TypedResults.Ok(new ImportReport(id, lessons, faults.Count, [.. faults.OrderBy(fault => fault.Row ?? 0).Take(MostFaults)]));

    private static List<SheetLesson> Read(byte[] file, SheetPlace place, SchoolTimetable timetable, Func<string> newId, List<TableFault> faults)
    {
        try
        {
            if (!IsCalendar(file)) return TimetableSheet.Read(TableReader.Read(file, s_limits), place, newId, faults);
            if (file.Length > TableLimits.FileBytes) throw new TableException("file_too_large", $"The file has {file.Length} bytes; allowed: {TableLimits.FileBytes}.");
            return CalendarSheet.Read(CalendarFile.Read(Encoding.UTF8.GetString(file), timetable.Zone, faults), place, timetable, newId, faults);
        }
        catch (TableException refusal)
        {
            faults.Add(refusal.Fault);
            return [];
        }
    }

    private static bool IsCalendar(ReadOnlySpan<byte> file) => (file.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? file[3..] : file).StartsWith("BEGIN:VCALENDAR"u8);
}
