using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Audit;

/// <summary>What the audit is narrowed to, as it stands in the address.</summary>
internal readonly record struct AuditQuery(
    [property: FromQuery(Name = "actor"), Description("Part of the name of who did it.")] string? Actor,
    [property: FromQuery(Name = "action"), Description("One of the actions, or several with commas.")] string? Action,
    [property: FromQuery(Name = "outcome"), Description("One of the outcomes, or several with commas.")] string? Outcome,
    [property: FromQuery(Name = "kind"), Description("What kind of thing, such as school.")] string? Kind,
    [property: FromQuery(Name = "thing"), Description("A thing's id, or part of its name.")] string? Thing,
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "from"), Description("At or after this time, ISO 8601 with its offset.")] string? From,
    [property: FromQuery(Name = "to"), Description("Before this time, ISO 8601 with its offset.")] string? To)
{
    public ProblemHttpResult? Check(out AuditFilter filter)
    {
        filter = new AuditFilter();
        if (!RecordingQuery.TryTime(From, out var from)) return RecordingQuery.TimeProblem("from");
        if (!RecordingQuery.TryTime(To, out var to)) return RecordingQuery.TimeProblem("to");
        if (!Words.TryEnums<AuditAction>(Action, out var actions)) return Problems.Invalid("action_invalid", $"action allows {Words.All<AuditAction>()}.");
        if (!Words.TryEnums<AuditOutcome>(Outcome, out var outcomes)) return Problems.Invalid("outcome_invalid", $"outcome allows {Words.All<AuditOutcome>()}.");
        filter = new AuditFilter
        {
            Actor = Actor.NullIfEmpty(),
            Actions = actions,
            Outcomes = outcomes,
            Kind = Kind.NullIfEmpty(),
            Thing = Thing.NullIfEmpty(),
            Room = Room.NullIfEmpty(),
            School = School.NullIfEmpty(),
            Region = Region.NullIfEmpty(),
            From = from,
            To = to,
        };
        return null;
    }
}

/// <summary>The same checked; null leaves it open.</summary>
internal sealed record AuditFilter
{
    public string? Actor { get; init; }

    public IReadOnlyList<string>? Actions { get; init; }

    public IReadOnlyList<string>? Outcomes { get; init; }

    public string? Kind { get; init; }

    public string? Thing { get; init; }

    public string? Room { get; init; }

    public string? School { get; init; }

    public string? Region { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>The condition of a query, with the values of <see cref="Values"/>: only what is asked for, so that an index can serve it.</summary>
    public string Where(Scope scope)
    {
        List<string> all = [scope.Filter("region_id", "school_id")];
        if (Actor is not null) all.Add(@"LOWER(actor) LIKE @actor ESCAPE '\'");
        if (Actions is not null) all.Add("action IN @actions");
        if (Outcomes is not null) all.Add("outcome IN @outcomes");
        if (Kind is not null) all.Add("thing_kind = @kind");
        if (Thing is not null) all.Add(@"(thing_id = @thingId OR LOWER(thing) LIKE @thing ESCAPE '\')");
        if (Room is not null) all.Add("room_id = @room");
        if (School is not null) all.Add("school_id = @school");
        if (Region is not null) all.Add("region_id = @region");
        if (From is not null) all.Add("at_ms >= @from");
        if (To is not null) all.Add("at_ms < @to");
        return "WHERE " + string.Join(" AND ", all);
    }

    public object Values(Scope scope, long after = 0, int piece = 0) => new
    {
        scopeId = scope.Id,
        actor = Pattern.Contains(Actor),
        actions = Actions,
        outcomes = Outcomes,
        kind = Kind,
        thingId = Thing,
        thing = Pattern.Contains(Thing),
        room = Room,
        school = School,
        region = Region,
        from = From?.ToUnixTimeMilliseconds(),
        to = To?.ToUnixTimeMilliseconds(),
        after,
        piece,
    };
}
