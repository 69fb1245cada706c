using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Alarms;

/// <summary>Body of <c>POST /api/v1/alarms/{id}/acknowledge</c>.</summary>
/// <param name="Note">What is being done about it; at most 500 characters.</param>
internal sealed record AcknowledgeAlarm(string? Note = null);

/// <summary>Body of <c>POST /api/v1/alarms/{id}/suppress</c>.</summary>
/// <param name="Until">Until then nobody is called for it; null takes a suppression back.</param>
internal sealed record SuppressAlarm(DateTimeOffset? Until = null);

/// <summary>Body of <c>POST /api/v1/alarms/{id}/clear</c>.</summary>
internal sealed record ClearAlarm(string? Note = null);

internal static class AlarmEndpoints
{
    private const int LongestNote = 500;

    /// <summary>Longer than the longest holidays; a suppression that never ends is one that everybody has forgotten.</summary>
    private static readonly TimeSpan s_longestSuppression = TimeSpan.FromDays(100);

    public static void MapAlarmRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/alarms").WithTags("alarms").Needs(Right.SeeRooms);
        group.MapGet("/", ListAsync).WithName("listAlarms").WithSummary("The alarms of the rooms that the caller may see");
        group.MapGet("/{id}", GetAsync).WithName("getAlarm").WithSummary("One alarm with what happened to it").ProducesProblem(404);
        group.MapPost("/{id}/acknowledge", AcknowledgeAsync).WithName("acknowledgeAlarm").Needs(Right.HandleAlarms).WithSummary("Says that the caller sees to it").ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{id}/suppress", SuppressAsync).WithName("suppressAlarm").Needs(Right.HandleAlarms).WithSummary("Calls nobody for it until then; also when it clears and is raised again").ProducesProblem(404);
        group.MapPost("/{id}/clear", ClearAsync).WithName("clearAlarm").Needs(Right.HandleAlarms).WithSummary("Closes it; when its reason stands, it may be raised again").ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<AlarmItem>>, ProblemHttpResult>> ListAsync(
        Caller caller, AlarmLists alarms, [AsParameters] PageQuery page, [AsParameters] AlarmQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(AlarmLists.SortColumns, "-raisedAt", "alarm.id DESC", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await alarms.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Ok<AlarmDetail>, ProblemHttpResult>> GetAsync(string id, Caller caller, AlarmLists alarms, CancellationToken cancellationToken) =>
        await alarms.FindAsync(caller.Scope, id, cancellationToken) is { } alarm ? TypedResults.Ok(alarm) : Unknown();

    private static async Task<Results<Ok<AlarmDetail>, ProblemHttpResult>> AcknowledgeAsync(
        string id, AcknowledgeAlarm body, Caller caller, AlarmLists alarms, AlarmBook book, CancellationToken cancellationToken)
    {
        if (await alarms.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (FaultOf(body.Note, out var note) is { } problem) return problem;
        if (!await book.AcknowledgeAsync(id, caller.Name, note, cancellationToken)) return Cleared();
        return await GetAsync(id, caller, alarms, cancellationToken);
    }

    private static async Task<Results<Ok<AlarmDetail>, ProblemHttpResult>> SuppressAsync(
        string id, SuppressAlarm body, Caller caller, AlarmLists alarms, AlarmBook book, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await alarms.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        var now = time.GetUtcNow();
        if (body.Until is { } until && (until <= now || until > now + s_longestSuppression))
            return Problems.Invalid("until_invalid", $"until is {until:u}; allowed: after now, at most {s_longestSuppression.Days} days.");
        await book.SuppressAsync(id, caller.Name, body.Until, cancellationToken);
        return await GetAsync(id, caller, alarms, cancellationToken);
    }

    private static async Task<Results<Ok<AlarmDetail>, ProblemHttpResult>> ClearAsync(
        string id, ClearAlarm body, Caller caller, AlarmLists alarms, AlarmBook book, SilentRooms silent, CancellationToken cancellationToken)
    {
        if (await alarms.FindAsync(caller.Scope, id, cancellationToken) is null) return Unknown();
        if (FaultOf(body.Note, out var note) is { } problem) return problem;
        var (silentRoom, wasOpen) = await book.ClearAsync(id, caller.Name, note, cancellationToken);
        if (!wasOpen) return Cleared();
        if (silentRoom is not null) await silent.DismissAsync(silentRoom, cancellationToken);
        return await GetAsync(id, caller, alarms, cancellationToken);
    }

    private static ProblemHttpResult? FaultOf(string? given, out string? note)
    {
        note = null;
        return string.IsNullOrWhiteSpace(given) ? null : NameRule.Check(given, "note", out note, LongestNote);
    }

    private static ProblemHttpResult Cleared() => Problems.Conflict("alarm_cleared", "The alarm is cleared already.");

    private static ProblemHttpResult Unknown() => Problems.Missing("alarm_unknown", "There is no such alarm, or it is not the caller's to see.");
}
