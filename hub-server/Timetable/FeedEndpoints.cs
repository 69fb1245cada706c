using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <param name="RoomId">Of this room; or</param>
/// <param name="TeacherKey">of this teacher of the school.</param>
internal sealed record FeedWish(string SchoolId, string? RoomId = null, string? TeacherKey = null);

/// <param name="Path">The address below the hub's with its secret; only in the answer to the request that made it.</param>
internal sealed record TimetableFeed(string Id, string SchoolId, string? RoomId, string? TeacherKey, string Name, string CreatedBy, DateTimeOffset CreatedAt, string? Path);

/// <summary>Calendars that a teacher's phone takes: whoever has the address reads it, until it is revoked.</summary>
internal static class FeedEndpoints
{
    private const int DaysBack = 30;
    private const int DaysAhead = 200;

    public static void MapFeeds(this IEndpointRouteBuilder api, IEndpointRouteBuilder app)
    {
        var feeds = api.MapGroup("/feeds");
        feeds.MapGet("/", ListAsync).WithName("listTimetableFeeds").WithSummary("A school's calendar addresses, without their secrets").ProducesProblem(404);
        feeds.MapPost("/", CreateAsync).WithName("createTimetableFeed").WithSummary("A calendar address of a room or a teacher; its secret is shown once").ProducesProblem(404);
        feeds.MapDelete("/{id}", DeleteAsync).WithName("revokeTimetableFeed").WithSummary("The address leads nowhere any more").ProducesProblem(404);
        app.MapGet("/calendar/{token}.ics", ReadAsync).AllowAnonymous().WithTags("timetable").WithName("readTimetableFeed").WithSummary("The lessons as iCalendar (RFC 5545)").ProducesProblem(404).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<List<TimetableFeed>>, ProblemHttpResult>> ListAsync(string school, Caller caller, SchoolStore schools, FeedStore feeds, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, school, cancellationToken) is null) return NodeProblems.Unknown("school", school);
        return TypedResults.Ok(await feeds.ListAsync(school, cancellationToken));
    }

    private static async Task<Results<Created<TimetableFeed>, ProblemHttpResult>> CreateAsync(
        FeedWish body, Caller caller, SchoolStore schools, RoomStore rooms, TimetableStore lessons, FeedStore feeds, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, body.SchoolId, cancellationToken) is null) return NodeProblems.Unknown("school", body.SchoolId);
        if (body.RoomId is null == body.TeacherKey is null) return Problems.Invalid("feed_of_nothing", "A calendar is of a room or of a teacher: give one of both.");
        var room = body.RoomId is { } id ? await rooms.FindAsync(caller.Scope, id, cancellationToken) : null;
        if (body.RoomId is not null && room?.SchoolId != body.SchoolId) return NodeProblems.Unknown("room", body.RoomId);
        var teacher = body.TeacherKey is null ? null : (await lessons.TeachersAsync(body.SchoolId, null, cancellationToken)).FirstOrDefault(one => one.Key == body.TeacherKey);
        if (body.TeacherKey is not null && teacher is null) return Problems.Missing("teacher_unknown", "Nobody of that key teaches in the school.");
        var feed = await feeds.CreateAsync(body, room?.Name ?? teacher!.Name, caller.Name, cancellationToken);
        return TypedResults.Created($"/api/v1/timetable/feeds/{feed.Id}", feed);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, SchoolStore schools, FeedStore feeds, CancellationToken cancellationToken)
    {
        if (await feeds.FindAsync("id = @key", id, cancellationToken) is not { } feed || await schools.FindAsync(caller.Scope, feed.SchoolId, cancellationToken) is null) return Unknown();
        await feeds.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ReadAsync(
        string token, HttpContext context, FeedStore feeds, TimetableReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Secret.Hash(token) is not { } hash || await feeds.FindAsync("token_hash = @key", hash, cancellationToken) is not { } feed) return Unknown();
        var timetable = await reader.ReadAsync(feed.SchoolId, feed.RoomId, cancellationToken);
        var today = WallClock.DateOf(time.GetUtcNow(), timetable.Zone);
        var lessons = Enumerable.Range(-DaysBack, DaysBack + DaysAhead)
            .SelectMany(days => TaughtLessons.On(timetable, today.AddDays(days)))
            .Where(lesson => feed.RoomId is null ? lesson.TeacherKey == feed.TeacherKey : lesson.RoomId == feed.RoomId);
        context.Response.Headers.CacheControl = "private, max-age=300";
        var text = CalendarFeed.Write(feed.Name, lessons, await reader.RoomNamesAsync(feed.SchoolId, cancellationToken), context.Request.Host.Host, time.GetUtcNow());
        return TypedResults.Text(text, "text/calendar; charset=utf-8");
    }

    private static ProblemHttpResult Unknown() => Problems.Missing("feed_unknown", "There is no such calendar.");
}
