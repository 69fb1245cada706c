using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Readings;

/// <summary>Which series, when, and how fine; take it with <c>[AsParameters]</c>.</summary>
internal readonly record struct ReadingQuery(
    [property: FromQuery(Name = "name"), Description("The quantity, such as cpu_percent; required.")] string? Name,
    [property: FromQuery(Name = "device"), Description("The device's id; agent, the box itself, when not given.")] string? Device,
    [property: FromQuery(Name = "from"), Description("Start, ISO 8601 with its offset; an hour before to when not given.")] string? From,
    [property: FromQuery(Name = "to"), Description("End, not included; now when not given.")] string? To,
    [property: FromQuery(Name = "step"), Description("Seconds per point; chosen when not given. At most 2,000 points.")] string? Step,
    [property: FromQuery(Name = "aggregation"), Description("mean, min, max, last or count; mean when not given.")] string? Aggregation);

internal static class ReadingEndpoints
{
    public static void MapReadingRoutes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/rooms/{id}/readings").WithTags("readings").Needs(Right.SeeRooms);
        group.MapGet("/", ListAsync).WithName("getReadings").ProducesProblem(404).WithSummary("One series of a room, in steps");
        group.MapGet("/latest", LatestAsync).WithName("getLatestReadings").ProducesProblem(404)
            .WithSummary("The newest value of each series of a room, of the last 30 days");
        group.MapGet("/deliveries", DeliveriesAsync).WithName("getDeliveries").ProducesProblem(404)
            .WithSummary("How far the room's boxes have delivered, what was rejected and what they declared lost");
    }

    private static async Task<Results<Ok<ReadingSeries>, ProblemHttpResult>> ListAsync(
        string id, [AsParameters] ReadingQuery query, Caller caller, RoomStore rooms, ReadingQueries readings, ReadingsSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        var device = string.IsNullOrEmpty(query.Device) ? "agent" : query.Device;
        if (ItemRules.FaultOfSeries(device, query.Name ?? "") is { } fault) return Problems.Invalid(fault.Code, fault.Message);
        if (!Words.TryEnum<Aggregation>(query.Aggregation, out var aggregation)) return Problems.Invalid("aggregation_invalid", $"aggregation is not one of {Words.All<Aggregation>()}.");
        if (!RecordingQuery.TryTime(query.From, out var from)) return RecordingQuery.TimeProblem("from");
        if (!RecordingQuery.TryTime(query.To, out var to)) return RecordingQuery.TimeProblem("to");
        int? step = null;
        if (!string.IsNullOrEmpty(query.Step))
        {
            if (!int.TryParse(query.Step, out var seconds)) return Problems.Invalid("step_invalid", "step is no whole number of seconds.");
            step = seconds;
        }
        var end = to ?? time.GetUtcNow();
        if (SeriesPlan.Make(from ?? end.AddHours(-1), end, step, time.GetUtcNow(), settings, out var plan) is { } problem) return problem;
        var points = await readings.PointsAsync(id, device, query.Name!, plan, aggregation ?? Aggregation.Mean, cancellationToken);
        return TypedResults.Ok(new ReadingSeries(device, query.Name!, Time(plan.FromMs), Time(plan.ToMs), plan.StepMs / 1000, aggregation ?? Aggregation.Mean, points));
    }

    private static async Task<Results<Ok<ReadingList<LatestReading>>, ProblemHttpResult>> LatestAsync(
        string id, Caller caller, RoomStore rooms, ReadingQueries readings, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        return TypedResults.Ok(new ReadingList<LatestReading>(await readings.LatestAsync(id, cancellationToken)));
    }

    private static async Task<Results<Ok<ReadingList<DeliveryState>>, ProblemHttpResult>> DeliveriesAsync(
        string id, Caller caller, RoomStore rooms, ReadingQueries readings, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, id, cancellationToken) is null) return RoomUnknown();
        return TypedResults.Ok(new ReadingList<DeliveryState>(await readings.DeliveriesAsync(id, cancellationToken)));
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static ProblemHttpResult RoomUnknown() => Problems.Missing("room_unknown", "There is no such room, or it is not the caller's to see.");
}
