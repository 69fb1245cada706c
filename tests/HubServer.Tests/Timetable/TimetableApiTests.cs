using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class TimetableApiTests
{
    [Fact]
    public async Task Lessons_OfADate_FollowTermBellsSpecialDaysAndSwaps()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        var maths = await school.LessonAsync(1, 1, "数学", "王老师");
        var chinese = await school.LessonAsync(3, 2, "语文", "李老师", weeks: "odd");

        await school.PutAsync("special-days", new { placeId = school.Place.RegionId, date = "2026-09-05", taughtAs = "2026-08-31", note = "调休" });
        var swap = await client.PostForIdAsync("/api/v1/timetable/swaps", new { kind = "exchange", lessonId = maths, date = "2026-08-31", otherLessonId = chinese, otherDate = "2026-09-02", reason = "出差" });

        Assert.Equal(["2026-08-31 1 语文", "2026-09-02 2 数学", "2026-09-05 1 数学"], await school.DaysAsync("2026-08-31", "2026-09-06"));
        Assert.Equal(["2026-09-07 1 数学"], await school.DaysAsync("2026-09-07", "2026-09-13"));
        await (await client.PostAsync($"/api/v1/timetable/swaps/{swap}/revoke", null)).JsonAsync();
        Assert.Equal(["2026-08-31 1 数学", "2026-09-02 2 语文", "2026-09-05 1 数学"], await school.DaysAsync("2026-08-31", "2026-09-06"));
        var history = (await client.GetJsonAsync($"/api/v1/timetable/swaps?school={school.Place.SchoolId}&room={school.Place.RoomId}"))["items"]![0]!;
        Assert.Equal(("test Hub", "出差", 2), (history["revokedBy"]!.GetValue<string>(), history["reason"]!.GetValue<string>(), history["changes"]!.AsArray().Count));
        Assert.Equal((409, "swap_revoked"), await (await client.PostAsync($"/api/v1/timetable/swaps/{swap}/revoke", null)).ProblemAsync());
    }

    [Fact]
    public async Task Lesson_InAnothersWay_IsRefusedWithBothNamesUnlessWanted()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        var first = await school.LessonAsync(1, 1, "数学", "王老师");
        var wish = school.Wish(1, 1, "语文", "李老师");

        var refused = await client.PostAsJsonAsync("/api/v1/timetable/lessons", wish);

        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal((409, "lesson_conflict"), await refused.ProblemAsync());
        Assert.Contains("语文 七1班 李老师 室一 and 数学 七1班 王老师 室一 share room and class", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(first, problem["other"]!["id"]!.GetValue<string>());
        await (await client.PostAsJsonAsync("/api/v1/timetable/lessons", school.Wish(1, 1, "语文", "李老师", allowConflicts: true))).JsonAsync();
        var conflicts = await client.GetJsonAsync($"/api/v1/timetable/conflicts?school={school.Place.SchoolId}&term={school.TermId}");
        Assert.Equal("""["room","class"]""", conflicts["items"]![0]!["kinds"]!.ToJsonString());
    }

    [Fact]
    public async Task Swap_IntoAnotherLesson_IsRefusedWithBothNames()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        var maths = await school.LessonAsync(1, 1, "数学", "王老师");
        await school.LessonAsync(2, 2, "语文", "李老师");

        var refused = await client.PostAsJsonAsync("/api/v1/timetable/swaps", new { kind = "move", lessonId = maths, date = "2026-08-31", toDate = "2026-09-01", toPeriod = 2 });
        Assert.Contains("share room and class on 2026-09-01 in period 2", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((409, "lesson_conflict"), await refused.ProblemAsync());
        await client.PostForIdAsync("/api/v1/timetable/swaps", new { kind = "move", lessonId = maths, date = "2026-08-31", toDate = "2026-09-01", toPeriod = 1 });
        Assert.Equal((409, "lesson_already_swapped"), await (await client.PostAsJsonAsync("/api/v1/timetable/swaps", new { kind = "cancel", lessonId = maths, date = "2026-08-31" })).ProblemAsync());
        Assert.Equal((400, "lesson_not_on_date"), await (await client.PostAsJsonAsync("/api/v1/timetable/swaps", new { kind = "cancel", lessonId = maths, date = "2026-09-01" })).ProblemAsync());
    }

    [Theory]
    [InlineData("period_unknown", 1, 9, "all", "数学")]
    [InlineData("weekday_invalid", 8, 1, "all", "数学")]
    [InlineData("weeks_invalid", 1, 1, "0-99", "数学")]
    [InlineData("text_invalid", 1, 1, "all", "数\u202E学")]
    public async Task Lesson_ThatCannotBe_IsRefused(string code, int weekday, int period, string weeks, string subject)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);

        Assert.Equal((400, code), await (await client.PostAsJsonAsync("/api/v1/timetable/lessons", school.Wish(weekday, period, subject, "王老师", weeks))).ProblemAsync());
    }

    [Theory]
    [InlineData("08:00", "07:00", "09:00", "10:00", "period_time_invalid")]
    [InlineData("08:00", "08:45", "08:40", "09:20", "periods_overlap")]
    [InlineData("8", "9", "10", "11", "period_time_invalid")]
    public async Task Bells_ThatCannotRing_AreRefused(string starts, string ends, string starts2, string ends2, string code)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        var periods = new[] { new { number = 1, name = "一", starts, ends }, new { number = 2, name = "二", starts = starts2, ends = ends2 } };

        Assert.Equal((400, code), await (await client.PostAsJsonAsync("/api/v1/timetable/bells", new { schoolId = place.SchoolId, name = "作息", firstDay = "2026-09-01", periods })).ProblemAsync());
    }

    [Fact]
    public async Task Terms_OfOnePlace_DoNotOverlap_AndGoOnlyEmpty()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        await school.LessonAsync(1, 1, "数学", "王老师");

        Assert.Equal((409, "term_overlaps"), await (await client.PostAsJsonAsync("/api/v1/timetable/terms", new { placeId = school.Place.RegionId, name = "春", firstDay = "2027-01-17", weeks = 20 })).ProblemAsync());
        await client.PostForIdAsync("/api/v1/timetable/terms", new { placeId = school.Place.RegionId, name = "春", firstDay = "2027-01-18", weeks = 20 });
        Assert.Equal((409, "term_has_lessons"), await (await client.DeleteAsync($"/api/v1/timetable/terms/{school.TermId}")).ProblemAsync());
    }

    [Fact]
    public async Task Room_WithLessons_IsDeletedWithThem()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        var lesson = await school.LessonAsync(1, 1, "数学", "王老师");
        await client.PostForIdAsync("/api/v1/timetable/swaps", new { kind = "cancel", lessonId = lesson, date = "2026-08-31" });

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/rooms/{school.Place.RoomId}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"/api/v1/schools/{school.Place.SchoolId}")).StatusCode);
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/timetable/lessons"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task OtherSchoolsPeople_SeeAndChangeNothing()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        var lesson = await school.LessonAsync(1, 1, "数学", "王老师");
        var other = await hub.CreatePlaceAsync(client, "二");
        using var stranger = await hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));

        Assert.Equal(0, (await stranger.GetJsonAsync("/api/v1/timetable/lessons"))["total"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/v1/timetable/lessons/{lesson}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/timetable/days?room={school.Place.RoomId}&from=2026-08-31&to=2026-08-31")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsJsonAsync("/api/v1/timetable/swaps", new { kind = "cancel", lessonId = lesson, date = "2026-08-31" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PutAsJsonAsync("/api/v1/timetable/special-days", new { placeId = school.Place.RegionId, date = "2026-09-05" })).StatusCode);
        using var own = await hub.ClientAsync(new Scope(ScopeKind.School, school.Place.SchoolId));
        Assert.Equal(HttpStatusCode.NotFound, (await own.PutAsJsonAsync("/api/v1/timetable/special-days", new { placeId = school.Place.RegionId, date = "2026-09-05" })).StatusCode);
        Assert.Single((await own.GetJsonAsync($"/api/v1/timetable/terms?place={school.Place.SchoolId}")).AsArray());
    }
}
