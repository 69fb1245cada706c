using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <summary>Terms, days off and days taught as others. A school's people read their region's through their school.</summary>
internal static class CalendarEndpoints
{
    private const int LongestNote = 200;

    public static void MapCalendar(this IEndpointRouteBuilder api)
    {
        var terms = api.MapGroup("/terms");
        terms.MapGet("/", TermsAsync).WithName("listTerms").Needs(Right.SeeRooms).WithSummary("The terms of a region, or of a school with those of its region").ProducesProblem(404);
        terms.MapPost("/", CreateTermAsync).WithName("createTerm").WithSummary("A new term of a region or a school").ProducesProblem(404).ProducesProblem(409);
        terms.MapPut("/{id}", ChangeTermAsync).WithName("changeTerm").WithSummary("Replaces a term's name, first day and weeks").ProducesProblem(404).ProducesProblem(409);
        terms.MapDelete("/{id}", DeleteTermAsync).WithName("deleteTerm").WithSummary("Deletes a term without lessons").ProducesProblem(404).ProducesProblem(409);
        var days = api.MapGroup("/special-days");
        days.MapGet("/", DaysAsync).WithName("listSpecialDays").Needs(Right.SeeRooms).WithSummary("Days off, and days taught as others, of a region or a school").ProducesProblem(404);
        days.MapPut("/", SetDayAsync).WithName("setSpecialDay").WithSummary("Makes a date a day off, or one that is taught as another").ProducesProblem(404);
        days.MapDelete("/{placeId}/{date}", DeleteDayAsync).WithName("deleteSpecialDay").WithSummary("The date is an ordinary one again").ProducesProblem(404);
    }

    private static async Task<Results<Ok<List<Term>>, ProblemHttpResult>> TermsAsync(string place, Caller caller, CalendarStore calendar, CancellationToken cancellationToken)
    {
        if (!await CoversAsync(caller, calendar, place, cancellationToken)) return UnknownPlace(place);
        return TypedResults.Ok((await calendar.TermsAsync(place, cancellationToken)).ConvertAll(View));
    }

    private static async Task<Results<Created<Term>, ProblemHttpResult>> CreateTermAsync(TermWish body, Caller caller, CalendarStore calendar, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (!await CoversAsync(caller, calendar, body.PlaceId, cancellationToken)) return UnknownPlace(body.PlaceId);
        if (Fault(body, out var wish) is { } problem) return problem;
        var (id, overlaps) = await calendar.SaveTermAsync(null, wish, cancellationToken);
        if (overlaps is not null) return Overlap(overlaps);
        await changes.OfPlaceAsync(wish.PlaceId, cancellationToken);
        return TypedResults.Created($"/api/v1/timetable/terms/{id}", View((await calendar.FindTermAsync(id, cancellationToken))!));
    }

    private static async Task<Results<Ok<Term>, ProblemHttpResult>> ChangeTermAsync(
        string id, TermWish body, Caller caller, CalendarStore calendar, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await calendar.FindTermAsync(id, cancellationToken) is not { } term || !await CoversAsync(caller, calendar, term.PlaceId, cancellationToken)) return UnknownTerm();
        if (Fault(body with { PlaceId = term.PlaceId }, out var wish) is { } problem) return problem;
        var (_, overlaps) = await calendar.SaveTermAsync(id, wish, cancellationToken);
        if (overlaps is not null) return Overlap(overlaps);
        await changes.OfPlaceAsync(term.PlaceId, cancellationToken);
        return TypedResults.Ok(View((await calendar.FindTermAsync(id, cancellationToken))!));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteTermAsync(string id, Caller caller, CalendarStore calendar, CancellationToken cancellationToken)
    {
        if (await calendar.FindTermAsync(id, cancellationToken) is not { } term || !await CoversAsync(caller, calendar, term.PlaceId, cancellationToken)) return UnknownTerm();
        return await calendar.DeleteTermAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Conflict("term_has_lessons", $"Lessons are planned in {term.Name}; delete them first, or undo their import.");
    }

    private static async Task<Results<Ok<List<DayWish>>, ProblemHttpResult>> DaysAsync(string place, Caller caller, CalendarStore calendar, CancellationToken cancellationToken)
    {
        if (!await CoversAsync(caller, calendar, place, cancellationToken)) return UnknownPlace(place);
        return TypedResults.Ok((await calendar.DaysAsync(place, cancellationToken)).ConvertAll(day => new DayWish(day.PlaceId, day.Date, day.TaughtAs, day.Note)));
    }

    private static async Task<Results<Ok<DayWish>, ProblemHttpResult>> SetDayAsync(DayWish body, Caller caller, CalendarStore calendar, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (!await CoversAsync(caller, calendar, body.PlaceId, cancellationToken)) return UnknownPlace(body.PlaceId);
        if (NameRule.Fault(body.Note, LongestNote, out var note) is { } fault) return Problems.Invalid("note_invalid", $"note {fault}; allowed: at most {LongestNote} visible characters.");
        var day = body with { Note = note };
        await calendar.SetDayAsync(day, cancellationToken);
        await changes.OfPlaceAsync(day.PlaceId, cancellationToken);
        return TypedResults.Ok(day);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteDayAsync(
        string placeId, DateOnly date, Caller caller, CalendarStore calendar, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (!await CoversAsync(caller, calendar, placeId, cancellationToken)) return UnknownPlace(placeId);
        await calendar.DeleteDayAsync(placeId, date, cancellationToken);
        await changes.OfPlaceAsync(placeId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Term View(TermTime term) => new(term.Id, term.PlaceId, term.Name, term.FirstDay, term.LastDay, term.Weeks);

    private static async Task<bool> CoversAsync(Caller caller, CalendarStore calendar, string placeId, CancellationToken cancellationToken) =>
        await calendar.PathOfAsync(placeId, cancellationToken) is { } path && caller.Scope.Covers(path);

    private static ProblemHttpResult UnknownPlace(string placeId) => NodeProblems.Unknown("place", placeId);

    private static ProblemHttpResult UnknownTerm() => Problems.Missing("term_unknown", "There is no such term, or it is not the caller's to change.");

    private static ProblemHttpResult Overlap(TermTime other) => Problems.Conflict("term_overlaps", $"{other.Name} is from {other.FirstDay:yyyy-MM-dd} to {other.LastDay:yyyy-MM-dd} in the same place.");

    private static ProblemHttpResult? Fault(TermWish body, out TermWish wish)
    {
        wish = body;
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (body.Weeks is < 1 or > Weeks.Most) return Problems.Invalid("weeks_invalid", $"weeks is {body.Weeks}; allowed: 1 to {Weeks.Most}.");
        if (body.FirstDay.Year is < 2000 or > 2199) return Problems.Invalid("first_day_invalid", $"firstDay is {body.FirstDay:yyyy-MM-dd}; allowed: the years 2000 to 2199.");
        wish = body with { Name = name };
        return null;
    }
}
