using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Timetable;

namespace Tongtang.HubServer.Tests.Reports;

/// <summary>What reports say, held against the raw rows, counted here once more and otherwise.</summary>
public sealed class UsageReportTests
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 10, 2, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, "Asia/Shanghai")]
    [InlineData(2, "America/New_York")]
    [InlineData(3, "Australia/Lord_Howe")]
    public async Task EveryFigure_OfAnyPlaceAndPeriod_IsWhatTheRowsSay(int seed, string zone)
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider(s_now), settings: Zone(zone));
        using var client = await hub.HubClientAsync();
        var usage = new RandomUsage(hub, seed);
        await usage.MakeAsync(client, recordings: 400, linked: 60);
        var random = new Random(seed);
        var raw = await RawRows.ReadAsync(usage, TimeZoneInfo.FindSystemTimeZoneById(zone));
        foreach (var place in new[] { "", $"region={usage.Rooms[0].Region}", $"school={usage.Rooms[3].School}", $"room={usage.Rooms[1].Room}", $"room={usage.Rooms[^1].Room}" })
        {
            foreach (var teacher in new[] { "", "王老师", "li na" })
            {
                var from = new DateOnly(2026, 8, 1).AddDays(random.Next(100));
                var to = from.AddDays(random.Next(120));
                var query = $"period=range&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&{place}&teacher={Uri.EscapeDataString(teacher)}";
                Assert.Equal(raw.Figures(place, teacher, from, to, s_now), Figures(await client.GetJsonAsync($"/api/v1/usage?{query}")));
                await LeaguesAgreeAsync(client, query, raw.Of(place, teacher, from, to));
            }
        }
    }

    [Fact]
    public async Task ClockChangesWithinThePeriod_MoveNoLessonToAnotherDay()
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider(s_now), settings: Zone("America/New_York"));
        using var client = await hub.HubClientAsync();
        var usage = new RandomUsage(hub, 7);
        await usage.MakeAsync(client, recordings: 0, linked: 0);
        // The clocks went back on November 1st: before it midnight was at four, after it at five.
        foreach (var at in new[] { "2026-10-31T03:59:59Z", "2026-10-31T04:00:00Z", "2026-11-01T03:59:59Z", "2026-11-01T04:30:00Z", "2026-11-02T04:30:00Z", "2026-11-02T05:00:00Z" })
            await AddAsync(usage, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
        var series = await client.GetJsonAsync("/api/v1/usage/series?period=range&from=2026-10-30&to=2026-11-02&grain=day");
        Assert.Equal([("2026-10-30", 1), ("2026-10-31", 2), ("2026-11-01", 2), ("2026-11-02", 1)], series["points"]!.AsArray().Select(point => (point!["from"]!.GetValue<string>(), point["lessons"]!.GetValue<int>())));
        var listed = await client.GetJsonAsync("/api/v1/recordings?counted=true&from=2026-11-01T04:00:00Z&to=2026-11-02T05:00:00Z");
        Assert.Equal(2, listed["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task RunningPeriod_IsHeldAgainstAsManyDaysOfTheOneBefore()
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider(s_now), settings: Zone("Asia/Shanghai"));
        using var client = await hub.HubClientAsync();
        var month = await client.GetJsonAsync("/api/v1/usage?period=month");
        Assert.Equal(("2026-12-01", "2026-12-31", "2026-11-01", "2026-11-10"), Days(month));
        Assert.Equal(("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31"), Days(await client.GetJsonAsync("/api/v1/usage?period=month&date=2026-11-15")));
        Assert.Equal(("2026-07-01", "2026-09-30", "2026-04-01", "2026-06-30"), Days(await client.GetJsonAsync("/api/v1/usage?period=quarter&date=2026-08-15")));
        Assert.Equal(("2026-12-07", "2026-12-13", "2026-11-30", "2026-12-03"), Days(await client.GetJsonAsync("/api/v1/usage?period=week")));
    }

    [Fact]
    public async Task Term_HasItsTeachersFromTheTimetable_AndTheTermBefore()
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider(s_now), settings: Zone("Asia/Shanghai"));
        using var client = await hub.HubClientAsync();
        var school = await SchoolWithTerm.MakeAsync(hub, client);
        await school.LessonAsync(1, 1, "数学", "王老师");
        await school.LessonAsync(2, 1, "语文", "李老师");
        await client.PostForIdAsync("/api/v1/timetable/terms", new { placeId = school.Place.RegionId, name = "春季学期", firstDay = "2026-03-02", weeks = 20 });
        var report = await client.GetJsonAsync($"/api/v1/usage?period=term&term={school.TermId}&school={school.Place.SchoolId}");
        Assert.Equal(("2026-08-31", "2027-01-17", "2026-03-02", "2026-06-11"), Days(report));
        Assert.Equal((2.0, 0.0, 0.0), (Figures(report)["teachers"], Figures(report)["teachers-recorded"], Figures(report)["breadth"]));
    }

    [Fact]
    public async Task OtherPlaces_AreNotThere_AndAreNotCounted()
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider(s_now));
        using var admin = await hub.HubClientAsync();
        var usage = new RandomUsage(hub, 5);
        await usage.MakeAsync(admin, recordings: 100, linked: 10);
        using var own = await hub.ClientAsync(new Scope(ScopeKind.School, usage.Rooms[0].School));
        const string range = "period=range&from=2026-08-01&to=2026-12-31";
        Assert.Equal((404, "place_unknown"), await (await own.GetAsync($"/api/v1/usage?{range}&school={usage.Rooms[4].School}")).ProblemAsync());
        Assert.Equal((404, "place_unknown"), await (await own.GetAsync($"/api/v1/usage/league?{range}&room={usage.Rooms[4].Room}")).ProblemAsync());
        var mine = await own.GetJsonAsync($"/api/v1/usage?{range}");
        Assert.Equal(Figures(await admin.GetJsonAsync($"/api/v1/usage?{range}&school={usage.Rooms[0].School}")), Figures(mine));
        Assert.Equal([usage.Rooms[0].School], (await own.GetJsonAsync($"/api/v1/usage/league?{range}&of=school"))["items"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("period=year", "period_invalid")]
    [InlineData("date=2026-13-01", "date_invalid")]
    [InlineData("date=0001-01-01", "date_invalid")]
    [InlineData("period=range&from=2026-02-01&to=2026-01-01", "period_invalid")]
    [InlineData("period=range&from=2020-01-01&to=2026-01-01", "period_invalid")]
    [InlineData("period=range&from=2026-01-01", "period_invalid")]
    [InlineData("period=term", "term_missing")]
    public async Task BadPeriod_IsSaidSo(string query, string code)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        Assert.Equal((400, code), await (await client.GetAsync($"/api/v1/usage?{query}")).ProblemAsync());
    }

    private static Dictionary<string, string?> Zone(string zone) => new(StringComparer.Ordinal) { ["Lessons:TimeZone"] = zone };

    private static Dictionary<string, double?> Figures(JsonNode report) => report["figures"]!.AsArray()
        .ToDictionary(figure => figure!["key"]!.GetValue<string>(), figure => figure!["value"]?.GetValue<double>() is { } value ? Math.Round(value, 9) : (double?)null, StringComparer.Ordinal);

    private static (string, string, string, string) Days(JsonNode report) => (
        report["period"]!["from"]!.GetValue<string>(), report["period"]!["to"]!.GetValue<string>(), report["before"]!["from"]!.GetValue<string>(), report["before"]!["to"]!.GetValue<string>());

    private static async Task LeaguesAgreeAsync(HttpClient client, string query, IReadOnlyList<RawRecording> expected)
    {
        foreach (var (of, key) in new (string, Func<RawRecording, string>)[]
        {
            ("region", row => row.Region), ("school", row => row.School), ("room", row => row.Room),
            ("teacher", row => RandomUsage.Key(row.Teacher) is { Length: > 0 } name ? $"{row.School} {name}" : ""), ("subject", row => RandomUsage.Key(row.Subject)),
        })
        {
            var listed = await client.GetJsonAsync($"/api/v1/usage/league?{query}&of={of}&sort=-hours");
            var rows = listed["items"]!.AsArray().Where(row => row!["lessons"]!.GetValue<int>() > 0).ToDictionary(
                row => row!["id"]!.GetValue<string>(), row => (row!["lessons"]!.GetValue<int>(), Math.Round(row["hours"]!.GetValue<double>(), 9), row["roomsUsed"]!.GetValue<int>()), StringComparer.Ordinal);
            var wanted = expected.Where(row => key(row).Length > 0).GroupBy(key, StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => (group.Count(), Math.Round(group.Sum(row => row.DurationMs) / 3_600_000.0, 9), group.Select(row => row.Room).Distinct().Count()), StringComparer.Ordinal);
            Assert.Equal(wanted, rows);
            var hours = listed["items"]!.AsArray().Select(row => row!["hours"]!.GetValue<double>()).ToList();
            Assert.Equal(hours.OrderDescending(), hours);
        }
    }

    private static async Task AddAsync(RandomUsage usage, DateTimeOffset at)
    {
        var days = new HubServer.Reports.UsageDays(new HubServer.Lessons.LessonsSettings { TimeZone = "America/New_York" });
        const string sql = """
            INSERT INTO recording (id, room_id, agent_id, title, teacher, revision, started_at_ms, clock_offset_ms, closed, state, last_segment_at_ms, description, created_at_ms)
            VALUES (@id, @room, 'agent', 'lesson', '', 1, @at, 0, 1, 'complete', 0, @description, 0)
            """;
        var id = HubServer.Database.NodeId.New(TimeProvider.System);
        await usage.Database.WriteAsync(
            connection => days.AroundAsync(connection, id, () => connection.ExecuteAsync(sql, new { id, room = usage.Rooms[0].Room, at = at.ToUnixTimeMilliseconds(), description = Array.Empty<byte>() })), CancellationToken.None);
    }
}
