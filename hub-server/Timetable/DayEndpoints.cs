using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Timetable;

/// <summary>What is taught on which date, with all that was swapped.</summary>
internal static class DayEndpoints
{
    private const int MostDays = 42;

    public static void MapTimetableDays(this IEndpointRouteBuilder api) =>
        api.MapGet("/days", DaysAsync).WithName("listTimetableDays").Needs(Right.SeeRooms).WithSummary("The lessons of up to 42 dates: of a room, of a teacher of a school, or of a whole school").ProducesProblem(404);

    private static async Task<Results<Ok<TimetableDays>, ProblemHttpResult>> DaysAsync(
        string? school, string? room, string? teacher, DateOnly from, DateOnly to,
        Caller caller, SchoolStore schools, RoomStore rooms, TimetableReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        if (to < from || to.DayNumber - from.DayNumber >= MostDays) return Problems.Invalid("dates_invalid", $"From {from:yyyy-MM-dd} to {to:yyyy-MM-dd} are not 1 to {MostDays} days.");
        var schoolId = school.NullIfEmpty();
        if (room.NullIfEmpty() is { } roomId)
        {
            if (await rooms.FindAsync(caller.Scope, roomId, cancellationToken) is not { } found) return NodeProblems.Unknown("room", roomId);
            schoolId = found.SchoolId;
        }
        if (schoolId is null) return Problems.Invalid("place_missing", "room or school says whose lessons.");
        if (await schools.FindAsync(caller.Scope, schoolId, cancellationToken) is null) return NodeProblems.Unknown("school", schoolId);
        var timetable = await reader.ReadAsync(schoolId, room.NullIfEmpty(), cancellationToken);
        var names = await reader.RoomNamesAsync(schoolId, cancellationToken);
        var days = new List<TimetableDay>();
        for (var date = from; date <= to; date = date.AddDays(1)) days.Add(Day(timetable, date, room.NullIfEmpty(), teacher.NullIfEmpty(), names));
        return TypedResults.Ok(new TimetableDays(schoolId, timetable.Zone.Id, WallClock.DateOf(time.GetUtcNow(), timetable.Zone), days));
    }

    private static TimetableDay Day(SchoolTimetable timetable, DateOnly date, string? roomId, string? teacherKey, IReadOnlyDictionary<string, string> names)
    {
        var (special, term) = (timetable.DayOn(date), timetable.TermOn(date));
        var lessons = TaughtLessons.On(timetable, date)
            .Where(lesson => (roomId is null || lesson.RoomId == roomId) && (teacherKey is null || lesson.TeacherKey == teacherKey))
            .Select(lesson => View(lesson, names));
        return new TimetableDay(
            date, term?.Id, term?.WeekOf(date), special is { TaughtAs: null }, special?.TaughtAs, special?.Note ?? "",
            [.. (timetable.BellsOn(date)?.Periods ?? []).Select(BellEndpoints.View)], [.. lessons]);
    }

    private static DatedLesson View(TaughtLesson lesson, IReadOnlyDictionary<string, string> names) => new(
        lesson.Id, lesson.Weekly.Id, lesson.From, lesson.Date, lesson.Period.Number, lesson.Period.Name, lesson.StartsAt, lesson.EndsAt, lesson.RoomId, names.GetValueOrDefault(lesson.RoomId, ""),
        lesson.Weekly.Subject, lesson.Weekly.ClassName, lesson.Teacher, lesson.TeacherKey, lesson.Weekly.Note, lesson.SwapId);
}
