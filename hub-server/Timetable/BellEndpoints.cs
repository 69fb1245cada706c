using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Maintenance;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <summary>When the bells ring in a school, and what it and its rooms want of the timetable.</summary>
internal static partial class BellEndpoints
{
    public const int MostPeriods = 30;

    public static void MapBells(this IEndpointRouteBuilder api)
    {
        var bells = api.MapGroup("/bells");
        bells.MapGet("/", ListAsync).WithName("listBellPlans").Needs(Right.SeeRooms).WithSummary("A school's bell plans; the latest that has begun holds").ProducesProblem(404);
        bells.MapPost("/", CreateAsync).WithName("createBellPlan").WithSummary("A new bell plan, from a day on").ProducesProblem(404).ProducesProblem(409);
        bells.MapPut("/{id}", ChangeAsync).WithName("changeBellPlan").WithSummary("Replaces a bell plan").ProducesProblem(404).ProducesProblem(409);
        bells.MapDelete("/{id}", DeleteAsync).WithName("deleteBellPlan").WithSummary("Deletes a bell plan").ProducesProblem(404);
        api.MapGet("/schools/{id}/settings", SchoolAsync).WithName("getSchoolTimetableSettings").Needs(Right.SeeRooms).WithSummary("A school's time zone, and whether its rooms record by timetable").ProducesProblem(404);
        api.MapPut("/schools/{id}/settings", SetSchoolAsync).WithName("setSchoolTimetableSettings").WithSummary("Sets a school's time zone, and whether its rooms record by timetable").ProducesProblem(404);
        api.MapGet("/rooms/{id}/settings", RoomAsync).WithName("getRoomTimetableSettings").Needs(Right.SeeRooms).WithSummary("Whether a room records by timetable").ProducesProblem(404);
        api.MapPut("/rooms/{id}/settings", SetRoomAsync).WithName("setRoomTimetableSettings").WithSummary("Whether a room records by timetable; null: as its school").ProducesProblem(404);
    }

    private static async Task<Results<Ok<List<BellPlan>>, ProblemHttpResult>> ListAsync(string school, Caller caller, SchoolStore schools, BellStore bells, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, school, cancellationToken) is null) return NodeProblems.Unknown("school", school);
        return TypedResults.Ok((await bells.ListAsync(school, cancellationToken)).ConvertAll(plan => View(plan, school)));
    }

    private static async Task<Results<Created<BellPlan>, ProblemHttpResult>> CreateAsync(
        BellPlanWish body, Caller caller, SchoolStore schools, BellStore bells, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, body.SchoolId, cancellationToken) is null) return NodeProblems.Unknown("school", body.SchoolId);
        if (Fault(body, out var wish, out var periods) is { } problem) return problem;
        if (await bells.SaveAsync(null, wish, periods, cancellationToken) is not { } id) return Taken(wish);
        await changes.OfPlaceAsync(wish.SchoolId, cancellationToken);
        return TypedResults.Created($"/api/v1/timetable/bells/{id}", View(new BellTimes(id, wish.Name, wish.FirstDay, periods), wish.SchoolId));
    }

    private static async Task<Results<Ok<BellPlan>, ProblemHttpResult>> ChangeAsync(
        string id, BellPlanWish body, Caller caller, SchoolStore schools, BellStore bells, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, schools, bells, cancellationToken) is not { } schoolId) return Unknown();
        if (Fault(body with { SchoolId = schoolId }, out var wish, out var periods) is { } problem) return problem;
        if (await bells.SaveAsync(id, wish, periods, cancellationToken) is null) return Taken(wish);
        await changes.OfPlaceAsync(schoolId, cancellationToken);
        return TypedResults.Ok(View(new BellTimes(id, wish.Name, wish.FirstDay, periods), schoolId));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, SchoolStore schools, BellStore bells, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, schools, bells, cancellationToken) is not { } schoolId) return Unknown();
        await bells.DeleteAsync(id, cancellationToken);
        await changes.OfPlaceAsync(schoolId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SchoolTimetableRules>, ProblemHttpResult>> SchoolAsync(string id, Caller caller, SchoolStore schools, BellStore bells, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is null) return NodeProblems.Unknown("school", id);
        return TypedResults.Ok(await bells.SettingsOfAsync(id, cancellationToken));
    }

    private static async Task<Results<Ok<SchoolTimetableRules>, ProblemHttpResult>> SetSchoolAsync(
        string id, SchoolTimetableRules body, Caller caller, SchoolStore schools, BellStore bells, TimetableChanges changes, MaintenanceStore maintenance, MaintenanceRounds rounds, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is null) return NodeProblems.Unknown("school", id);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(body.TimeZone, out var zone) || !zone.HasIanaId)
            return Problems.Invalid("time_zone_invalid", $"timeZone is not known; allowed: a name of the IANA time zone database, such as {TimetableReader.DefaultZone}.");
        if (!Scene().IsMatch(body.StartScene) || !Scene().IsMatch(body.EndScene)) return Problems.Invalid("scene_invalid", "A scene's id has 1 to 32 of a-z, 0-9 and -; empty: none.");
        await bells.SaveSettingsAsync(id, body, cancellationToken);
        foreach (var window in await maintenance.ReplanAsync(id, cancellationToken)) rounds.Look(window);
        await changes.OfPlaceAsync(id, cancellationToken);
        return TypedResults.Ok(body);
    }

    private static async Task<Results<Ok<RoomTimetableRules>, ProblemHttpResult>> RoomAsync(string id, Caller caller, RoomStore rooms, BellStore bells, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return NodeProblems.Unknown("room", id);
        var school = await bells.SettingsOfAsync(room.SchoolId, cancellationToken);
        return TypedResults.Ok(new RoomTimetableRules(await bells.RecordsAsync(id, cancellationToken), school.Record));
    }

    private static async Task<Results<Ok<RoomTimetableRules>, ProblemHttpResult>> SetRoomAsync(
        string id, RoomTimetableWish body, Caller caller, RoomStore rooms, BellStore bells, TimetableChanges changes, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return NodeProblems.Unknown("room", id);
        await bells.SaveRecordsAsync(id, body.Record, cancellationToken);
        changes.OfRoom(id);
        return TypedResults.Ok(new RoomTimetableRules(body.Record, (await bells.SettingsOfAsync(room.SchoolId, cancellationToken)).Record));
    }

    public static Period View(BellPeriod period) => new(period.Number, period.Name, Clock(period.StartsMinute), Clock(period.EndsMinute));

    private static BellPlan View(BellTimes plan, string schoolId) => new(plan.Id, schoolId, plan.Name, plan.FirstDay, [.. plan.Periods.Select(View)]);

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static int? Minute(string? clock) =>
        clock is not null && TimeOnly.TryParseExact(clock, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;

    private static async Task<string?> FindAsync(string id, Caller caller, SchoolStore schools, BellStore bells, CancellationToken cancellationToken) =>
        await bells.SchoolOfAsync(id, cancellationToken) is { } schoolId && await schools.FindAsync(caller.Scope, schoolId, cancellationToken) is not null ? schoolId : null;

    private static ProblemHttpResult Unknown() => Problems.Missing("bells_unknown", "There is no such bell plan, or it is not the caller's to see.");

    private static ProblemHttpResult Taken(BellPlanWish wish) => Problems.Conflict("bells_day_taken", $"The school has a bell plan from {wish.FirstDay:yyyy-MM-dd} on already.");

    private static ProblemHttpResult? Fault(BellPlanWish body, out BellPlanWish wish, out List<BellPeriod> periods)
    {
        (wish, periods) = (body, []);
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (body.Periods.Count is 0 or > MostPeriods) return Problems.Invalid("periods_invalid", $"There are {body.Periods.Count} periods; allowed: 1 to {MostPeriods}.");
        foreach (var period in body.Periods.OrderBy(period => period.Number))
        {
            if (NameRule.Check(period.Name, "periods.name", out var called, 20) is { } wrong) return wrong;
            if (period.Number is < 1 or > 99 || (periods.Count > 0 && periods[^1].Number == period.Number)) return Problems.Invalid("period_number_invalid", $"A period has the number {period.Number}; allowed: 1 to 99, each once.");
            if (Minute(period.Starts) is not { } starts || Minute(period.Ends) is not { } ends || ends <= starts)
                return Problems.Invalid("period_time_invalid", $"Period {period.Number} is not from one time of day to a later one; allowed: HH:mm.");
            if (periods.Count > 0 && starts < periods[^1].EndsMinute) return Problems.Invalid("periods_overlap", $"Period {period.Number} begins before period {periods[^1].Number} ends.");
            periods.Add(new BellPeriod(period.Number, called, starts, ends));
        }
        wish = body with { Name = name };
        return null;
    }

    [GeneratedRegex("^([a-z0-9][a-z0-9-]{0,31})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scene();
}
