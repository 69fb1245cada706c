using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Maintenance;

/// <summary>What a list of windows is narrowed to, as it stands in the address.</summary>
internal readonly record struct MaintenanceQuery(
    [property: FromQuery(Name = "state"), Description("running, planned or over.")] string? State,
    [property: FromQuery(Name = "room"), Description("A room's id: those that cover it.")] string? Room);

internal static class MaintenanceEndpoints
{
    private const int LongestReason = 200;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(100);

    private static readonly TimeSpan s_longestWeekly = TimeSpan.FromDays(6.5);

    public static void MapMaintenanceRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/maintenance-windows").WithTags("alarms").Needs(Right.SetUpDevices);
        group.MapGet("/", ListAsync).WithName("listMaintenanceWindows").Needs(Right.SeeRooms).WithSummary("When places are worked on: of what the caller sees, and of the regions above it");
        group.MapPost("/", CreateAsync).WithName("createMaintenanceWindow").WithSummary("Says when a place is worked on: its rooms' alarms call nobody then").ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id}/end", EndAsync).WithName("endMaintenanceWindow").WithSummary("Ends what runs now; a weekly one comes again").ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteMaintenanceWindow").WithSummary("Takes it back, with all that was to come of it").ProducesProblem(404);
    }

    private static async Task<Results<Ok<Page<MaintenanceWindow>>, ProblemHttpResult>> ListAsync(
        Caller caller, MaintenanceStore windows, [AsParameters] PageQuery page, [AsParameters] MaintenanceQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(MaintenanceStore.SortColumns, "state", "maintenance_window.starts_ms, maintenance_window.id", out var plan) is { } problem) return problem;
        if (!Words.TryEnum<MaintenanceState>(query.State, out var state)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<MaintenanceState>()}.");
        return TypedResults.Ok(await windows.ListAsync(caller.Scope, new MaintenanceFilter(state, query.Room.NullIfEmpty()), plan, cancellationToken));
    }

    private static async Task<Results<Created<MaintenanceWindow>, ProblemHttpResult>> CreateAsync(
        MaintenanceWish body, Caller caller, MaintenanceStore windows, MaintenanceRounds rounds, CancellationToken cancellationToken)
    {
        if (await windows.PlaceAsync(body.PlaceId, cancellationToken) is not { } place || !caller.Scope.Covers(place.Path)) return NodeProblems.Unknown("place", body.PlaceId);
        if (NameRule.Check(body.Reason, "reason", out var reason, LongestReason) is { } problem) return problem;
        if (Check(body, place.Zone, out var plan) is { } wrong) return wrong;
        var (outcome, id) = await windows.CreateAsync(body with { Reason = reason }, plan, place.Zone, caller.Name, cancellationToken);
        if (outcome == MaintenanceOutcome.TooMany) return Problems.Conflict("maintenance_too_many", $"There are {MaintenanceStore.Most} windows that are not over; delete one first.");
        if (outcome == MaintenanceOutcome.NeverRuns) return Problems.Invalid("ends_invalid", "All of it is over already.");
        rounds.Look(id);
        return TypedResults.Created($"/api/v1/maintenance-windows/{id}", await windows.ViewAsync(id, cancellationToken));
    }

    private static async Task<Results<Ok<MaintenanceWindow>, ProblemHttpResult>> EndAsync(
        string id, Caller caller, MaintenanceStore windows, MaintenanceRounds rounds, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, windows, cancellationToken) is null) return Unknown();
        if (!await windows.EndAsync(id, cancellationToken)) return Problems.Conflict("maintenance_not_running", "It does not run now; delete it instead.");
        rounds.Look(id);
        return TypedResults.Ok(await windows.ViewAsync(id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, MaintenanceStore windows, MaintenanceTeller teller, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, windows, cancellationToken) is not { } window) return Unknown();
        await windows.DeleteAsync(id, cancellationToken);
        // Nobody else will say it: the window is gone.
        await teller.TellAsync(window.PlaceId, CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<MaintenanceRow?> FindAsync(string id, Caller caller, MaintenanceStore windows, CancellationToken cancellationToken) =>
        await windows.FindAsync(id, cancellationToken) is { } window && caller.Scope.Covers(window.Path) ? window : null;

    private static ProblemHttpResult? Check(MaintenanceWish body, TimeZoneInfo zone, out MaintenancePlan plan)
    {
        plan = new MaintenancePlan(default, default, body.IsWeekly, body.IsWeekly ? body.LastDay : null);
        if (!LocalMinute.TryParse(body.Begins, out var begins)) return Problems.Invalid("begins_invalid", "begins is not a time of the wall clock such as 2026-09-01T22:00.");
        if (!LocalMinute.TryParse(body.Ends, out var ends)) return Problems.Invalid("ends_invalid", "ends is not a time of the wall clock such as 2026-09-02T05:00.");
        plan = plan with { Begins = begins, Ends = ends };
        var (length, longest) = (ends.In(zone) - begins.In(zone), body.IsWeekly ? s_longestWeekly : s_longest);
        if (length <= TimeSpan.Zero || length > longest) return Problems.Invalid("ends_invalid", $"ends is {body.Ends}; allowed: after begins, at most {longest.TotalDays} days.");
        return plan.LastDay < begins.Date ? Problems.Invalid("last_day_invalid", $"lastDay is {plan.LastDay:yyyy-MM-dd}; allowed: not before {begins.Date:yyyy-MM-dd}.") : null;
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("maintenance_unknown", "There is no such window, or it is not the caller's to change.");
}
