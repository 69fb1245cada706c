using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Tests.Imports;

namespace Tongtang.HubServer.Tests.Timetable;

public sealed class TimetableImportTests
{
    private static readonly string[] s_head = ["教室", "星期", "节次", "周次", "学科", "班级", "教师"];

    [Fact]
    public async Task Import_AfterADryRun_BringsLessonsThatAnUndoTakesAway()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        var file = MadeWorkbook.Make([s_head, ["室一", "星期一", "第1节", "单周", "数学", "七1班", "王老师"], ["室一", "3", "第二节", "", "语文", "七1班", "李老师"]]);

        var trial = await ImportAsync(school, file, dryRun: true);
        Assert.Equal((2, 0), (trial["lessons"]!.GetValue<int>(), trial["totalFaults"]!.GetValue<int>()));
        Assert.Empty(await school.DaysAsync("2026-08-31", "2026-09-13"));
        var id = (await ImportAsync(school, file, dryRun: false))["id"]!.GetValue<string>();
        Assert.Equal(["2026-08-31 1 数学", "2026-09-02 2 语文", "2026-09-09 2 语文"], await school.DaysAsync("2026-08-31", "2026-09-13"));

        await (await client.PostAsync($"/api/v1/timetable/imports/{id}/undo", null)).JsonAsync();
        Assert.Empty(await school.DaysAsync("2026-08-31", "2026-09-13"));
        Assert.Equal((409, "import_undone"), await (await client.PostAsync($"/api/v1/timetable/imports/{id}/undo", null)).ProblemAsync());
    }

    [Fact]
    public async Task DryRun_NamesEveryWrongCell()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        await school.LessonAsync(1, 1, "数学", "王老师");
        var wrong = MadeWorkbook.Make([s_head, ["幽灵室", "八", "9", "0-1", "数学", "", ""], ["室一", "1", "2", "", "", "", ""]]);
        var conflicts = MadeWorkbook.Make([s_head, ["室一", "1", "1", "", "语文", "七2班", "李老师"], ["室一", "2", "1", "", "a", "", ""], ["室一", "2", "1", "", "b", "", ""]]);

        var report = await ImportAsync(school, wrong, dryRun: false);

        Assert.Null(report["id"]);
        Assert.Equal(["2A room_unknown", "2B weekday_invalid", "2C period_unknown", "2D weeks_invalid", "3 lesson_empty"], Faults(report));
        Assert.Contains("室一", report["faults"]![0]!["allowed"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Contains("2", report["faults"]![2]!["allowed"]!.AsArray().Select(number => number!.GetValue<string>()));
        Assert.Equal(["2 lesson_conflict", "4 lesson_conflict"], Faults(await ImportAsync(school, conflicts, dryRun: true)));
        Assert.Contains("row 3", (await ImportAsync(school, conflicts, dryRun: true))["faults"]![1]!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["1B header_unknown", "1 header_missing", "1 header_missing"], Faults(await ImportAsync(school, Encoding.UTF8.GetBytes("教室,心情\n室一,好"), dryRun: true)));
    }

    [Fact]
    public async Task Calendar_OfTheHub_IsReadBackAsTheSameLessons()
    {
        var time = new Tongtang.Harness.ManualTimeProvider(new DateTimeOffset(2026, 8, 31, 0, 0, 0, TimeSpan.Zero));
        await using var hub = await RunningHub.StartAsync(time: time);
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        await school.LessonAsync(1, 1, "数学, 几何; 一\\二", "王老师");
        var odd = await school.LessonAsync(3, 2, "语文", "李老师", weeks: "odd");
        var before = await school.DaysAsync("2026-09-07", "2026-10-04");
        var feed = await (await client.PostAsJsonAsync("/api/v1/timetable/feeds", new { school.Place.SchoolId, school.Place.RoomId })).JsonAsync();
        using var phone = hub.Anonymous();

        var calendar = await phone.GetByteArrayAsync(feed["path"]!.GetValue<string>());
        foreach (var lesson in (await client.GetJsonAsync("/api/v1/timetable/lessons"))["items"]!.AsArray()) await client.DeleteAsync($"/api/v1/timetable/lessons/{lesson!["id"]}");
        var report = await ImportAsync(school, calendar, dryRun: false);

        Assert.Empty(Faults(report));
        Assert.Equal(before, await school.DaysAsync("2026-09-07", "2026-10-04"));
        await client.DeleteAsync($"/api/v1/timetable/feeds/{feed["id"]}");
        Assert.Equal((404, "feed_unknown"), await (await phone.GetAsync(feed["path"]!.GetValue<string>())).ProblemAsync());
        Assert.DoesNotContain(feed["path"]!.GetValue<string>()[10..40], (await client.GetJsonAsync($"/api/v1/timetable/feeds?school={school.Place.SchoolId}")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calendar_OfAnotherProgram_IsRead()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        const string text = """
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            UID:1
            DTSTART;TZID=Asia/Shanghai:20260831T080000
            RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3
            EXDATE;TZID=Asia/Shanghai:20260914T080000
            SUMMARY:数学 · 七1班 · 王
             老师
            LOCATION:室一
            END:VEVENT
            BEGIN:VEVENT
            DTSTART:20260901T003500Z
            SUMMARY:语文
            LOCATION:室一
            END:VEVENT
            END:VCALENDAR
            """;

        var report = await ImportAsync(school, Encoding.UTF8.GetBytes(text), dryRun: false);

        Assert.Equal(["12 period_unknown DTSTART"], report["faults"]!.AsArray().Select(fault => $"{fault!["row"]} {fault["code"]} {fault["header"]}"));
        Assert.Empty(Faults(await ImportAsync(school, Encoding.UTF8.GetBytes(text.Replace("003500Z", "000000Z", StringComparison.Ordinal)), dryRun: false)));
        Assert.Equal(["2026-08-31 1 数学", "2026-09-01 1 语文", "2026-09-28 1 数学"], await school.DaysAsync("2026-08-31", "2026-10-04"));
        Assert.Equal("王老师", (await client.GetJsonAsync("/api/v1/timetable/lessons?q=数学"))["items"]![0]!["teacher"]!.GetValue<string>());
    }

    private static async Task<JsonNode> ImportAsync(SchoolWithTerm school, byte[] content, bool dryRun) =>
        await (await school.Client.PostAsJsonAsync("/api/v1/timetable/imports", new { school.Place.SchoolId, school.TermId, fileName = "课表.xlsx", content, dryRun })).JsonAsync();

    private static IEnumerable<string> Faults(JsonNode report) => report["faults"]!.AsArray().Select(fault => $"{fault!["row"]}{fault["column"]} {fault["code"]}");
}
