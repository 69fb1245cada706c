using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Database;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Alarms.AlarmsFixture;

namespace Tongtang.HubServer.Tests.Alarms;

/// <summary>Alarms that boxes raise, and what people do with them.</summary>
public sealed class AlarmTests
{
    [Fact]
    public async Task Deliver_RaisedChangedCleared_IsOneAlarmWithItsHistory()
    {
        await using var alarms = await StartAsync();
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised, details: ("levelDb", "-61")));
        var alarm = await alarms.OneAsync("state=raised");
        Assert.Equal(("no_sound", "mic", "critical", "box"), (Text(alarm, "kind"), Text(alarm, "subject"), Text(alarm, "severity"), Text(alarm, "origin")));
        Assert.Equal(("室一", "校一", "区一"), (Text(alarm, "roomName"), Text(alarm, "schoolName"), Text(alarm, "regionName")));
        Assert.Equal("-61", Text(alarm["details"]!, "levelDb"));

        alarms.Time.Advance(TimeSpan.FromMinutes(1));
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Changed, details: ("levelDb", "-70")));
        alarms.Time.Advance(TimeSpan.FromMinutes(1));
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Cleared));

        var cleared = await alarms.OneAsync("state=cleared");
        Assert.Equal("-70", Text(cleared["details"]!, "levelDb"));
        Assert.Equal(("2026-09-01T00:00:00.000Z", "2026-09-01T00:02:00.000Z", 1), (Text(cleared, "raisedAt"), Text(cleared, "clearedAt"), cleared["occurrences"]!.GetValue<int>()));
        Assert.Equal(["cleared", "changed", "raised"], Steps(await alarms.DetailAsync(cleared)));
    }

    [Fact]
    public async Task Deliver_Forgotten_EndsWhatTheBoxRaisedAndDoesNotRaiseAgain()
    {
        await using var alarms = await StartAsync();
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised, "source_down/1", "source_down"), alarms.Alarm(AlarmChange.Raised, "clock_off", "clock_off"));
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Forgotten, "alarms", "alarms"), alarms.Alarm(AlarmChange.Raised, "clock_off", "clock_off"));
        Assert.Equal("source_down", Text(await alarms.OneAsync("state=cleared"), "kind"));
        Assert.Equal(["raised", "cleared", "raised"], Steps(await alarms.DetailAsync(await alarms.OneAsync("state=raised"))));
    }

    [Fact]
    public async Task Deliver_KindThatNobodyKnows_IsAWarningUnderItsOwnName()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync("lamp_hours/projector", "lamp_hours");
        var alarm = await alarms.OneAsync();
        Assert.Equal(("lamp_hours", "warning"), (Text(alarm, "kind"), Text(alarm, "severity")));
    }

    /// <summary>The hub ends while alarms are worked off; each of them counts once, whatever had been done.</summary>
    [Fact]
    public async Task Restart_InMidWork_CountsEachOnce()
    {
        await using var alarms = await StartAsync();
        for (var round = 0; round < 5; round++)
        {
            await alarms.DeliverAsync(Enumerable.Range(0, 250).Select(_ => alarms.Alarm(AlarmChange.Raised)).ToArray());
            await alarms.RestartAsync();
            // Its box may dial the port that the hub has now.
            await alarms.ListAsync("", list => list is [var one] && one["occurrences"]!.GetValue<int>() == 250 * (round + 1));
            await alarms.RenewBoxAsync();
        }
        Assert.Equal(200 + 1, Steps(await alarms.DetailAsync(await alarms.OneAsync())).Count());
    }

    [Fact]
    public async Task Restart_WithReadingsDatabaseLost_GoesOnWithTheNewNumbers()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync("source_down/one", "source_down");
        await alarms.OneAsync();
        await alarms.RestartAsync(folder => TestDatabase.LoseAsync(folder.Path, "readings"));
        await alarms.RenewBoxAsync();
        await alarms.RaiseAsync("source_down/two", "source_down");
        await alarms.ListAsync("", list => list.Count == 2);
    }

    [Fact]
    public async Task Raised_AgainSoon_IsTheSameAlarm_AndLater_Another()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        var alarm = await alarms.OneAsync();
        Assert.True((await alarms.PostAsync(alarm, "acknowledge", new { note = "在看" })).IsSuccessStatusCode);
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Cleared));
        await alarms.OneAsync("state=cleared");
        alarms.Time.Advance(TimeSpan.FromMinutes(14));
        await alarms.RaiseAsync();
        // What somebody saw to has come back: it calls again.
        var again = await alarms.OneAsync("state=raised", one => one["occurrences"]!.GetValue<int>() == 2);
        Assert.Equal((Id(alarm), "2026-09-01T00:14:00.000Z"), (Id(again), Text(again, "raisedAt")));

        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Cleared));
        await alarms.OneAsync("state=cleared");
        alarms.Time.Advance(TimeSpan.FromMinutes(16));
        await alarms.RaiseAsync();
        var other = await alarms.OneAsync("state=raised");
        Assert.NotEqual(Id(alarm), Id(other));
    }

    [Fact]
    public async Task Deliver_TextOfAMegabyte_IsRejectedAndTheGoodOneOfTheBatchKept()
    {
        await using var alarms = await StartAsync();
        var huge = alarms.Alarm(AlarmChange.Raised, "source_down/huge", "source_down", ("text", new string('x', 1024 * 1024)));
        var answer = await alarms.DeliverAsync(huge, alarms.Alarm(AlarmChange.Raised));
        Assert.Equal("text_too_long", Assert.Single(answer.Rejected).ErrorCode);
        Assert.Equal("no_sound", Text(await alarms.OneAsync(), "kind"));
    }

    [Fact]
    public async Task Deliver_MoreThanARoomMayHave_AreCountedAndNotTaken()
    {
        await using var alarms = await StartAsync(("Alarms:OpenPerRoom", "10"));
        await alarms.DeliverAsync(Enumerable.Range(0, 30).Select(i => alarms.Alarm(AlarmChange.Raised, $"source_down/{i}", "source_down")).ToArray());
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Cleared, "source_down/3", "source_down"), alarms.Alarm(AlarmChange.Raised));
        var list = await alarms.ListAsync("state=raised", list => list.Any(one => Text(one, "kind") == "no_sound"));
        Assert.Equal(10, list.Count);
        Assert.Contains("tongtang_hub_alarms_refused_total 20\n", await alarms.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cleared_MoreThanARoomKeeps_TheOldestGo()
    {
        await using var alarms = await StartAsync(("Alarms:ClearedPerRoom", "10"));
        for (var i = 0; i < 20; i++)
            await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised, $"source_down/{i}", "source_down"), alarms.Alarm(AlarmChange.Cleared, $"source_down/{i}", "source_down"));
        var list = await alarms.ListAsync("", list => list.Any(one => Text(one, "subject") == "19" && Text(one, "state") == "cleared"));
        Assert.InRange(list.Count, 10, 11);
    }

    [Fact]
    public async Task Cleared_OlderThanItsLife_IsDeleted()
    {
        await using var alarms = await StartAsync(("Alarms:Life", "1.00:00:00"));
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised), alarms.Alarm(AlarmChange.Cleared), alarms.Alarm(AlarmChange.Raised, "open", "clock_off"));
        await alarms.ListAsync("", list => list.Count == 2);
        alarms.Time.Advance(TimeSpan.FromHours(25));
        await alarms.ListAsync("kind=no_sound", list =>
        {
            alarms.Time.Advance(AlarmCare.Pause);
            return list.Count == 0;
        });
        Assert.Single(await alarms.ListAsync("kind=clock_off"));
    }

    [Fact]
    public async Task Acknowledge_SaysWhoAndWhat_AndNoLongerWaits()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        var alarm = await alarms.OneAsync("waiting=true");
        var answer = await (await alarms.PostAsync(alarm, "acknowledge", new { note = "张老师去看" })).JsonAsync();
        Assert.Equal(("acknowledged", "张老师去看", "test Hub"), (Text(answer["alarm"]!, "state"), Text(answer["alarm"]!, "note"), Text(answer["alarm"]!, "acknowledgedBy")));
        Assert.Equal(["acknowledged", "raised"], Steps(answer));
        Assert.Empty(await alarms.ListAsync("waiting=true"));
        Assert.Single(await alarms.ListAsync("state=raised,acknowledged"));

        Assert.Equal((400, "name_invalid"), await (await alarms.PostAsync(alarm, "acknowledge", new { note = new string('长', 501) })).ProblemAsync());
        Assert.True((await alarms.PostAsync(alarm, "clear", new { note = "修好了" })).IsSuccessStatusCode);
        Assert.Equal((409, "alarm_cleared"), await (await alarms.PostAsync(alarm, "acknowledge", new { })).ProblemAsync());
        Assert.Equal((409, "alarm_cleared"), await (await alarms.PostAsync(alarm, "clear", new { })).ProblemAsync());
    }

    [Fact]
    public async Task Suppress_CallsNobodyUntilThen_NotEvenWhenItComesAgain()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        var alarm = await alarms.OneAsync("waiting=true");
        var until = alarms.Time.GetUtcNow().AddDays(1);
        Assert.True((await alarms.PostAsync(alarm, "suppress", new { until })).IsSuccessStatusCode);
        Assert.Empty(await alarms.ListAsync("waiting=true"));

        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Cleared));
        await alarms.OneAsync("state=cleared");
        alarms.Time.Advance(TimeSpan.FromHours(5));
        await alarms.RaiseAsync();
        await alarms.OneAsync("state=raised");
        Assert.Empty(await alarms.ListAsync("waiting=true"));
        alarms.Time.Advance(TimeSpan.FromHours(19));
        Assert.Equal(Id(alarm), Id(Assert.Single(await alarms.ListAsync("waiting=true&kind=no_sound"))));

        foreach (var wrong in new[] { until.AddDays(-1), alarms.Time.GetUtcNow().AddDays(101) })
            Assert.Equal((400, "until_invalid"), await (await alarms.PostAsync(alarm, "suppress", new { until = wrong })).ProblemAsync());
        Assert.True((await alarms.PostAsync(alarm, "suppress", new { until = (DateTimeOffset?)null })).IsSuccessStatusCode);
        Assert.Equal("resumed", Steps(await alarms.DetailAsync(alarm)).First());
    }

    /// <summary>Also after a restart of the hub, pages are told when a suppression ends.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Suppress_WhenItEnds_PagesAreTold(bool restarted)
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        var alarm = await alarms.OneAsync();
        Assert.True((await alarms.PostAsync(alarm, "suppress", new { until = alarms.Time.GetUtcNow().AddHours(1) })).IsSuccessStatusCode);
        if (restarted) await alarms.RestartAsync();
        using var events = await EventsAsync(alarms.Client);
        alarms.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Id(alarm), Id(await NextAsync(events, alarms.Time)));
    }

    [Fact]
    public async Task Raised_IsToldLive_AndOnlyWithinTheScope()
    {
        await using var alarms = await StartAsync();
        var other = await alarms.Hub.CreatePlaceAsync(alarms.Client, "二");
        await using var box = await TestBox.EnrolAsync(alarms.Hub, other.RoomId);
        using var school = await alarms.Hub.ClientAsync(new Scope(ScopeKind.School, alarms.Place.SchoolId));
        using var events = await EventsAsync(school);

        await alarms.DeliverAsync(box, alarms.Alarm(AlarmChange.Raised, "theirs", "clock_off"));
        await alarms.ListAsync("", list => list.Count == 1);
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised, "ours", "clock_off"));

        Assert.Equal("ours", Text(await NextAsync(events, alarms.Time), "subject"));
    }

    [Fact]
    public async Task List_HonoursScopeAndFilters()
    {
        await using var alarms = await StartAsync();
        var other = await alarms.Hub.CreatePlaceAsync(alarms.Client, "二");
        await using var box = await TestBox.EnrolAsync(alarms.Hub, other.RoomId);
        await alarms.RaiseAsync();
        alarms.Time.Advance(TimeSpan.FromHours(1));
        await alarms.DeliverAsync(box, alarms.Alarm(AlarmChange.Raised, "disk", "disk_low"));
        Assert.Equal(["disk_low", "no_sound"], (await alarms.ListAsync("", list => list.Count == 2)).Select(one => Text(one, "kind")));
        using var school = await alarms.Hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));
        using var region = await alarms.Hub.ClientAsync(new Scope(ScopeKind.Region, alarms.Place.RegionId));
        Assert.Equal(["disk_low"], await KindsAsync(school, ""));
        Assert.Equal(["no_sound"], await KindsAsync(region, ""));
        Assert.Empty(await KindsAsync(school, $"room={alarms.Place.RoomId}"));
        foreach (var query in new[] { $"room={other.RoomId}", $"school={other.SchoolId}", $"region={other.RegionId}", "kind=disk_low", "q=室二", "q=DISK", "from=2026-09-01T00:30:00Z", "sort=kind&pageSize=1" })
            Assert.Equal(["disk_low"], await KindsAsync(alarms.Client, query));
        foreach (var query in new[] { "to=2026-09-01T00:30:00Z", "sort=-kind&pageSize=1", "sort=raisedAt&page=1&pageSize=1" })
            Assert.Equal(["no_sound"], await KindsAsync(alarms.Client, query));
        foreach (var (query, code) in new[] { ("state=loud", "state_invalid"), ("from=yesterday", "time_invalid"), ("sort=note", "sort_invalid"), ("pageSize=1000", "page_size_invalid") })
            Assert.Equal((400, code), await (await alarms.Client.GetAsync($"/api/v1/alarms?{query}")).ProblemAsync());
    }

    [Fact]
    public async Task Room_SaysHowManyAreOpenAndTheWorst()
    {
        await using var alarms = await StartAsync();
        Assert.Equal(0, (await RoomAsync())["open"]!.GetValue<int>());
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised, "disk", "disk_low"), alarms.Alarm(AlarmChange.Raised), alarms.Alarm(AlarmChange.Raised, "repaired", "store_repaired"));
        await alarms.ListAsync("", list => list.Count == 3);
        var room = await RoomAsync();
        Assert.Equal((3, "critical"), (room["open"]!.GetValue<int>(), Text(room, "worst")));

        async Task<JsonNode> RoomAsync() => (await alarms.Client.GetJsonAsync($"/api/v1/rooms/{alarms.Place.RoomId}"))["alarms"]!;
    }

    /// <summary>A box that was replaced can no longer say that its alarms are over.</summary>
    [Fact]
    public async Task Box_Replaced_ItsOpenAlarmsAreCleared()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        await alarms.OneAsync("state=raised");
        await using var next = await TestBox.EnrolAsync(alarms.Hub, alarms.Place.RoomId);
        await using var link = await next.ConnectAsync();
        await alarms.OneAsync("state=cleared");
    }

    [Fact]
    public async Task Room_Deleted_TakesItsAlarmsWithIt()
    {
        await using var alarms = await StartAsync();
        await alarms.RaiseAsync();
        var alarm = await alarms.OneAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await alarms.Client.DeleteAsync($"/api/v1/rooms/{alarms.Place.RoomId}")).StatusCode);
        Assert.Equal((404, "alarm_unknown"), await (await alarms.Client.GetAsync($"/api/v1/alarms/{Id(alarm)}")).ProblemAsync());
        await using var reading = await alarms.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        Assert.Equal(0, await reading.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM alarm_history"));
    }

    private static async Task<List<string>> KindsAsync(HttpClient client, string query) =>
        (await client.GetJsonAsync($"/api/v1/alarms?{query}"))["items"]!.AsArray().Select(item => Text(item!, "kind")).ToList();

    private static async Task<StreamReader> EventsAsync(HttpClient client)
    {
        var answer = await client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event of an alarm. What is told less than a second after its like waits for the hub's clock.</summary>
    private static async Task<JsonNode> NextAsync(StreamReader events, ManualTimeProvider time)
    {
        var name = "";
        while (await LineAsync(events, time) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && name == "alarm") return JsonNode.Parse(line[6..])!;
        }
        throw new InvalidOperationException("The stream has ended.");
    }

    private static async Task<string?> LineAsync(StreamReader events, ManualTimeProvider time)
    {
        var line = events.ReadLineAsync();
        for (var waits = 0; waits < 300 && await Task.WhenAny(line, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System)) != line; waits++)
            time.Advance(TimeSpan.FromMilliseconds(100));
        return await line.WaitAsync(TimeSpan.Zero, TimeProvider.System);
    }
}
