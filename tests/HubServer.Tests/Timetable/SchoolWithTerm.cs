using System.Net.Http.Json;

namespace Tongtang.HubServer.Tests.Timetable;

/// <summary>A school by the API: its region's term from Monday 2026-08-31 of twenty weeks, and four periods.</summary>
internal sealed record SchoolWithTerm(HttpClient Client, Place Place, string TermId)
{
    public static async Task<SchoolWithTerm> MakeAsync(RunningHub hub, HttpClient client) => await MakeAsync(client, await hub.CreatePlaceAsync(client));

    public static async Task<SchoolWithTerm> MakeAsync(HttpClient client, Place place)
    {
        var term = await client.PostForIdAsync("/api/v1/timetable/terms", new { placeId = place.RegionId, name = "秋季学期", firstDay = "2026-08-31", weeks = 20 });
        var periods = MadeTimetable.Periods.Select(period => new { period.Number, period.Name, starts = Clock(period.StartsMinute), ends = Clock(period.EndsMinute) });
        await client.PostForIdAsync("/api/v1/timetable/bells", new { schoolId = place.SchoolId, name = "作息", firstDay = "2026-01-01", periods });
        return new SchoolWithTerm(client, place, term);
    }

    public object Wish(int weekday, int period, string subject, string teacher, string weeks = "all", bool allowConflicts = false) =>
        new { TermId, Place.RoomId, weekday, period, weeks, subject, className = "七1班", teacher, allowConflicts };

    public Task<string> LessonAsync(int weekday, int period, string subject, string teacher, string weeks = "all") =>
        Client.PostForIdAsync("/api/v1/timetable/lessons", Wish(weekday, period, subject, teacher, weeks));

    public async Task PutAsync(string path, object body) => await (await Client.PutAsJsonAsync($"/api/v1/timetable/{path}", body)).JsonAsync();

    /// <summary>Date, period and subject of the room's lessons.</summary>
    public async Task<List<string>> DaysAsync(string from, string to) =>
        [.. (await Client.GetJsonAsync($"/api/v1/timetable/days?room={Place.RoomId}&from={from}&to={to}"))["days"]!.AsArray()
            .SelectMany(day => day!["lessons"]!.AsArray()).Select(lesson => $"{lesson!["date"]} {lesson["period"]} {lesson["subject"]}")];

    private static string Clock(int minute) => $"{minute / 60:00}:{minute % 60:00}";
}
