using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Timetable;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timeline;

/// <summary>Which time is looked at.</summary>
internal readonly record struct TimelineQuery(
    [property: FromQuery(Name = "from"), Description("ISO 8601 with its offset; with to.")] string? From,
    [property: FromQuery(Name = "to"), Description("At most 7 days after from.")] string? To,
    [property: FromQuery(Name = "day"), Description("Without from and to: this day of the school's; today when it is not given either.")] DateOnly? Day);

internal static class TimelineEndpoints
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    public static void MapTimelineRoutes(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/rooms/{id}/timeline", GetAsync).WithTags("fleet").Needs(Right.SeeRooms).WithName("getRoomTimeline")
            .WithSummary("What happened in a room in up to 7 days, row by row; of each row at most 200 bars").ProducesProblem(404);

    private static async Task<Results<Ok<RoomTimeline>, ProblemHttpResult>> GetAsync(
        string id, [AsParameters] TimelineQuery query, Caller caller, RoomStore rooms, BellStore bells, TimelineReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is not { } room) return NodeProblems.Unknown("room", id);
        var zone = TimeZoneInfo.FindSystemTimeZoneById((await bells.SettingsOfAsync(room.SchoolId, cancellationToken)).TimeZone);
        if (SpanOf(query, zone, time.GetUtcNow(), out var span) is { } problem) return problem;
        return TypedResults.Ok(await reader.ReadAsync(caller, room, span, zone, cancellationToken));
    }

    private static ProblemHttpResult? SpanOf(TimelineQuery query, TimeZoneInfo zone, DateTimeOffset now, out TimelineSpan span)
    {
        span = default;
        if (!RecordingQuery.TryTime(query.From, out var from)) return RecordingQuery.TimeProblem("from");
        if (!RecordingQuery.TryTime(query.To, out var to)) return RecordingQuery.TimeProblem("to");
        if (from is null && to is null)
        {
            var day = query.Day ?? WallClock.DateOf(now, zone);
            if (day.Year is < 2000 or > 2199) return Problems.Invalid("span_invalid", $"day is {day:yyyy-MM-dd}; allowed: the years 2000 to 2199.");
            span = new TimelineSpan(WallClock.At(day, 0, zone), WallClock.At(day.AddDays(1), 0, zone));
            return null;
        }
        if (from is not { } begin || to is not { } end || end <= begin || end - begin > s_longest || begin.Year is < 2000 or > 2199)
            return Problems.Invalid("span_invalid", $"from and to are not a span of at most {s_longest.TotalDays} days.");
        span = new TimelineSpan(begin, end);
        return null;
    }
}
