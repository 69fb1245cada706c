using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Alarms;
using Tongtang.HubServer.Tests.Notices;
using static Tongtang.HubServer.Tests.Alarms.AlarmsFixture;

namespace Tongtang.HubServer.Tests.Maintenance;

/// <summary>It is Tuesday, 08:00 in the district.</summary>
public sealed class MaintenanceTests
{
    private const string Windows = "/api/v1/maintenance-windows";

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Alarm_WhileItsRoomIsWorkedOn_IsRecordedAndWaitsForNobody()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        await alarms.OneAsync("waiting=true");
        Assert.Equal(1, await AlarmRoomsAsync(alarms));
        await MakeAsync(alarms.Client, alarms.Place.RegionId, "2026-09-01T08:00", "2026-09-01T09:00");

        await alarms.ListAsync("waiting=true", list => list.Count == 0);
        await alarms.RaiseAsync("disk", "disk_low");
        var list = await alarms.ListAsync("state=raised", all => all.Count == 2);
        Assert.All(list, alarm => Assert.Equal(DateTimeOffset.Parse("2026-09-01T01:00Z"), DateTimeOffset.Parse(Text(alarm, "maintenanceUntil"))));
        Assert.Equal(0, (await alarms.Client.GetJsonAsync("/api/v1/home"))["alarms"]!["total"]!.GetValue<int>());
        Assert.Equal(0, await AlarmRoomsAsync(alarms));
        var room = await alarms.Client.GetJsonAsync($"/api/v1/rooms/{alarms.Place.RoomId}");
        Assert.Equal((2, "2026-09-01T01:00:00.000Z"), (room["alarms"]!["open"]!.GetValue<int>(), Text(room, "maintenanceUntil")));

        alarms.Time.Advance(61 * s_minute);
        await alarms.ListAsync("waiting=true", all => all.Count == 2 && all.TrueForAll(alarm => alarm["maintenanceUntil"] is null));
        Assert.Equal(1, await AlarmRoomsAsync(alarms));
    }

    [Fact]
    public async Task Notice_OfAnAlarmInMaintenance_ComesWhenItEnds_AlsoEarly()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        // One waits for its message already when the maintenance begins.
        await notices.Alarms.RaiseAsync("source_down/one", "source_down");
        await notices.Alarms.OneAsync();
        var window = await MakeAsync(notices.Client, notices.Alarms.Place.RoomId, "2026-09-01T08:00", "2026-09-01T20:00");
        await notices.Alarms.RaiseAsync("disk", "disk_low");
        await notices.Alarms.ListAsync("", list => list.Count == 2);
        await notices.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(notices.Mail.Mails);

        var ended = await (await notices.Client.PostAsync($"{Windows}/{Id(window)}/end", null)).JsonAsync();
        Assert.Equal("over", Text(ended, "state"));
        Assert.Contains("2 条告警", (await notices.MailAsync()).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weekly_EndedEarly_ComesAgainNextWeek_UntilItsLastDay()
    {
        await using var alarms = await StartAsync();
        var window = await MakeAsync(alarms.Client, alarms.Place.SchoolId, "2026-09-01T07:00", "2026-09-01T12:00", weekly: true, last: "2026-09-08");
        Assert.Equal("running", Text(window, "state"));
        await (await alarms.Client.PostAsync($"{Windows}/{Id(window)}/end", null)).JsonAsync();
        await StateAsync(alarms, "planned", "2026-09-07T23:00Z");
        Assert.Equal((409, "maintenance_not_running"), await (await alarms.Client.PostAsync($"{Windows}/{Id(window)}/end", null)).ProblemAsync());

        // The school's clock is another: what is to come moves with it, what was ended stays so.
        await alarms.Client.PutAsJsonAsync($"/api/v1/timetable/schools/{alarms.Place.SchoolId}/settings", new { timeZone = "Asia/Tokyo", record = false, startScene = "", endScene = "" });
        await StateAsync(alarms, "planned", "2026-09-07T22:00Z");
        alarms.Time.Sleep(TimeSpan.FromDays(6.95));
        await StateAsync(alarms, "running", "2026-09-07T22:00Z");
        alarms.Time.Advance(TimeSpan.FromHours(5));
        await StateAsync(alarms, "over", "2026-09-07T22:00Z");
    }

    [Fact]
    public async Task Windows_OutliveTheHub_AndGoWithTheirPlace()
    {
        await using var alarms = await StartAsync();
        var (other, box) = await alarms.AddRoomAsync("二");
        await box.DisposeAsync();
        await MakeAsync(alarms.Client, other, "2026-09-01T09:00", "2026-09-01T10:00");
        await alarms.RestartAsync();
        alarms.Time.Advance(61 * s_minute);
        await StateAsync(alarms, "running", "2026-09-01T01:00Z");
        Assert.Equal(HttpStatusCode.NoContent, (await alarms.Client.DeleteAsync($"/api/v1/rooms/{other}")).StatusCode);
        Assert.Empty(await WindowsAsync(alarms.Client));
    }

    [Fact]
    public async Task SilentRoom_InMaintenance_IsNotOneToGoTo()
    {
        await using var alarms = await StartAsync(("Alarms:LessonHours", "Mon-Fri 08:00-17:30"), ("Alarms:RestartGrace", "00:00:00"));
        await using (await alarms.Box.ConnectAsync()) await alarms.PresenceAsync(alarms.Place.RoomId, "online");
        await alarms.PresenceAsync(alarms.Place.RoomId, "offline");
        alarms.Time.Advance(6 * s_minute);
        await alarms.OneAsync("waiting=true");
        Assert.Equal(1, await SilentAsync());
        var window = await MakeAsync(alarms.Client, alarms.Place.RoomId, "2026-09-01T08:00", "2026-09-01T20:00");
        Assert.Equal(0, await SilentAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await alarms.Client.DeleteAsync($"{Windows}/{Id(window)}")).StatusCode);
        Assert.Equal(1, await SilentAsync());

        async Task<int> SilentAsync() => (await alarms.Client.GetJsonAsync("/api/v1/rooms?silent=true"))["total"]!.GetValue<int>();
    }

    /// <summary>A room without a timetable; the region says that today is off, when its box is away already.</summary>
    [Fact]
    public async Task Away_OnADayOff_IsNoAlarmUntilTheNextSchoolDay()
    {
        await using var alarms = await StartAsync(("Alarms:LessonHours", "Mon-Fri 08:00-17:30"), ("Alarms:RestartGrace", "00:00:00"));
        await using (await alarms.Box.ConnectAsync()) await alarms.PresenceAsync(alarms.Place.RoomId, "online");
        await alarms.PresenceAsync(alarms.Place.RoomId, "offline");
        await DayAsync("2026-09-01", null);
        // Wednesday is off, too; Saturday is taught as a Wednesday, but the school has said otherwise of it.
        await DayAsync("2026-09-02", null);
        for (var hour = 0; hour < 47; hour++)
        {
            alarms.Time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
        Assert.Empty(await alarms.ListAsync());
        alarms.Time.Advance(70 * s_minute);
        var raised = DateTimeOffset.Parse(Text(await alarms.OneAsync("state=raised"), "raisedAt"));
        Assert.True(raised >= DateTimeOffset.Parse("2026-09-03T00:05Z"), $"{raised:u}");

        async Task DayAsync(string date, string? taughtAs) =>
            (await alarms.Client.PutAsJsonAsync("/api/v1/timetable/special-days", new { placeId = alarms.Place.RegionId, date, taughtAs, note = "休" })).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData(Role.Installer, true, HttpStatusCode.Created)]
    [InlineData(Role.SchoolAdministrator, true, HttpStatusCode.Created)]
    [InlineData(Role.SchoolAdministrator, false, HttpStatusCode.NotFound)]
    [InlineData(Role.Teacher, true, HttpStatusCode.Forbidden)]
    public async Task Making_IsForWhoSetsUpRoomsThere(object role, bool isOwn, HttpStatusCode wanted)
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (place, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var client = await hub.ClientAsync(new TreePlace(ScopeKind.School, isOwn ? place.SchoolId : other.SchoolId), (Role)role);
        var year = TimeProvider.System.GetUtcNow().Year + 1;
        var wish = new { placeId = place.RoomId, reason = "换投影灯泡", begins = $"{year}-03-01T08:00", ends = $"{year}-03-01T09:00" };
        Assert.Equal(wanted, (await client.PostAsJsonAsync(Windows, wish)).StatusCode);
        if (wanted == HttpStatusCode.NotFound)
        {
            await (await admin.PostAsJsonAsync(Windows, wish)).JsonAsync();
            Assert.Empty(await WindowsAsync(client));
            Assert.Equal((404, "maintenance_unknown"), await (await client.DeleteAsync($"{Windows}/{Id((await WindowsAsync(admin)).Single())}")).ProblemAsync());
            // What a region says holds in all its schools.
            await (await admin.PostAsJsonAsync(Windows, wish with { placeId = other.RegionId })).JsonAsync();
            Assert.Single(await WindowsAsync(client));
            Assert.Equal((404, "maintenance_unknown"), await (await client.DeleteAsync($"{Windows}/{Id((await WindowsAsync(client)).Single())}")).ProblemAsync());
        }
        if (wanted != HttpStatusCode.Created) return;
        await (await client.DeleteAsync($"{Windows}/{Id((await WindowsAsync(client)).Single())}")).Content.ReadAsByteArrayAsync();
        using var auditor = await hub.ClientAsync(TreePlace.Hub, Role.Auditor);
        var rows = (await auditor.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray().Where(row => Text(row!, "thingKind") == "maintenance-window").ToList();
        Assert.Equal(["deleteMaintenanceWindow", "createMaintenanceWindow"], rows.Select(row => Text(row!, "operation")));
    }

    [Theory]
    [InlineData("2026-09-01T09:00", "2026-09-01T08:00", false, null, "ends_invalid")]
    [InlineData("2026-09-01T09:00", "2026-12-31T08:00", false, null, "ends_invalid")]
    [InlineData("2026-09-01T09:00", "2026-09-08T09:00", true, null, "ends_invalid")]
    [InlineData("2026-08-01T09:00", "2026-08-01T10:00", false, null, "ends_invalid")]
    [InlineData("2026-08-01T09:00", "2026-08-01T10:00", true, "2026-08-20", "ends_invalid")]
    [InlineData("tomorrow", "2026-09-01T08:00", false, null, "begins_invalid")]
    [InlineData("2026-09-02T09:00", "2026-09-02T10:00", true, "2026-09-01", "last_day_invalid")]
    public async Task Making_WhatCannotBe_IsRefused(string begins, string ends, bool weekly, string? last, string code)
    {
        await using var alarms = await StartAsync();
        var answer = await alarms.Client.PostAsJsonAsync(Windows, new { placeId = alarms.Place.RoomId, reason = "x", begins, ends, isWeekly = weekly, lastDay = last });
        Assert.Equal((400, code), await answer.ProblemAsync());
    }

    private static async Task<JsonNode> MakeAsync(HttpClient client, string placeId, string begins, string ends, bool weekly = false, string? last = null) =>
        await (await client.PostAsJsonAsync(Windows, new { placeId, reason = "检修线路", begins, ends, isWeekly = weekly, lastDay = last })).JsonAsync();

    private static async Task<List<JsonNode>> WindowsAsync(HttpClient client) => [.. (await client.GetJsonAsync(Windows))["items"]!.AsArray().Select(item => item!)];

    private static async Task StateAsync(AlarmsFixture alarms, string state, string from)
    {
        var seen = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var window = (await WindowsAsync(alarms.Client)).Single();
                seen = window.ToJsonString();
                return Text(window, "state") == state && DateTimeOffset.Parse(Text(window, "from")) == DateTimeOffset.Parse(from);
            },
            TimeSpan.FromSeconds(30),
            () => seen);
    }

    private static async Task<int> AlarmRoomsAsync(AlarmsFixture alarms)
    {
        var school = (await alarms.Client.GetJsonAsync($"/api/v1/schools/{alarms.Place.SchoolId}"))["alarms"]!["rooms"]!.GetValue<int>();
        Assert.Equal(school, (await alarms.Client.GetJsonAsync($"/api/v1/regions/{alarms.Place.RegionId}"))["alarms"]!["rooms"]!.GetValue<int>());
        return school;
    }
}
