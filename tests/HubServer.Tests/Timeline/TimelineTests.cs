using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Alarms;
using Tongtang.HubServer.Tests.Web;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Alarms.AlarmsFixture;

namespace Tongtang.HubServer.Tests.Timeline;

/// <summary>It is Tuesday 2026-09-01, 08:00 in the district.</summary>
public sealed class TimelineTests
{
    [Fact]
    public async Task Presence_IsARowForEachChange_AlsoWhenTheHubWasAway()
    {
        await using var alarms = await StartAsync();
        var room = alarms.Place.RoomId;
        await using (await alarms.Box.ConnectAsync())
        {
            await alarms.PresenceAsync(room, "online");
            alarms.Time.Advance(TimeSpan.FromMinutes(10));
        }
        await alarms.PresenceAsync(room, "offline");
        alarms.Time.Advance(TimeSpan.FromMinutes(10));
        await using (await alarms.Box.ConnectAsync())
        {
            await alarms.PresenceAsync(room, "online");
            await alarms.RestartAsync();
        }
        await alarms.RenewBoxAsync();
        alarms.Time.Advance(TimeSpan.FromMinutes(10));
        await using var back = await alarms.Box.ConnectAsync();
        await alarms.PresenceAsync(room, "online");

        var bars = Bars(await ReadAsync(alarms, $"day=2026-09-01"), "presence");

        Assert.Equal(["online", "offline", "online", "offline", "online"], bars.Select(bar => Text(bar, "state")));
        Assert.Null(bars[^1]["until"]);
        Assert.All(bars.Zip(bars.Skip(1)), pair => Assert.Equal(Text(pair.First, "until"), Text(pair.Second, "from")));
        Assert.InRange(Length(bars[0]).TotalMinutes, 10, 12);
        Assert.InRange(Length(bars[3]).TotalMinutes, 10, 12);
        // What was so before holds on the next day.
        Assert.Equal(["online"], Bars(await ReadAsync(alarms, "day=2026-09-02"), "presence").Select(bar => Text(bar, "state")));
        Assert.Empty(Bars(await ReadAsync(alarms, "day=2026-08-31"), "presence"));
    }

    [Fact]
    public async Task Day_IsTheSchools_AndHoldsWhatReachesIntoIt()
    {
        await using var alarms = await StartAsync();
        var room = alarms.Place.RoomId;
        await alarms.Client.PostAsync("/api/v1/maintenance-windows", Json($$"""{"placeId":"{{alarms.Place.SchoolId}}","reason":"换线","begins":"2026-09-01T22:00","ends":"2026-09-02T02:00"}"""));
        var recording = await ApiRoutes.AddRecordingAsync(alarms.Hub, room);
        await alarms.Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            connection => connection.ExecuteAsync("UPDATE recording SET started_at_ms = @at, ended_at_ms = @at + 2400000 WHERE id = @recording", new { recording, at = alarms.Time.GetUtcNow().ToUnixTimeMilliseconds() }), CancellationToken.None);
        await alarms.RaiseAsync();
        await alarms.OneAsync();
        await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Cleared));
        await alarms.OneAsync("state=cleared");

        var today = await ReadAsync(alarms, "");
        Assert.Equal(("2026-09-01", "Asia/Shanghai", "2026-08-31T16:00:00.000Z"), (Text(today, "day"), Text(today, "timeZone"), Text(today, "from")));
        Assert.Equal(["presence", "timetable", "recordings", "linked-lessons", "alarms", "commands", "maintenance"], today["rows"]!.AsArray().Select(row => Text(row!, "kind")));
        var alarm = Bars(today, "alarms").Single();
        Assert.Equal(("no_sound", "mic", "critical"), (Text(alarm, "label"), Text(alarm, "detail"), Text(alarm, "state")));
        Assert.Equal("planned", Text(Bars(today, "maintenance").Single(), "state"));
        Assert.Equal("换线", Text(Bars(await ReadAsync(alarms, "day=2026-09-02"), "maintenance").Single(), "label"));
        Assert.Empty(Bars(await ReadAsync(alarms, "day=2026-09-03"), "maintenance"));
        Assert.Empty(Bars(await ReadAsync(alarms, "day=2026-09-02"), "alarms"));

        // A recording is there for whom its list has it.
        Assert.Equal((recording, TimeSpan.FromMinutes(40)), Bars(await ReadAsync(alarms, "from=2026-08-30T00:00Z&to=2026-09-06T00:00Z"), "recordings").Select(bar => (Text(bar, "id"), Length(bar))).Single());
        using var installer = await alarms.Hub.ClientAsync(new TreePlace(ScopeKind.School, alarms.Place.SchoolId), Role.Installer);
        Assert.Empty(Bars(await installer.GetJsonAsync($"/api/v1/rooms/{room}/timeline?from=2026-08-30T00:00Z&to=2026-09-06T00:00Z"), "recordings"));
    }

    [Fact]
    public async Task Rows_OfVeryMany_HoldTheNewestAndSayHowManyAreLeftOut()
    {
        await using var alarms = await StartAsync();
        await alarms.Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                for (var i = 0; i < 250; i++)
                {
                    await connection.ExecuteAsync(
                        "INSERT INTO command (id, room_id, agent_id, action, created_at_ms, deadline_ms, outcome, finished_at_ms) VALUES (@id, @room, 'a', 'start', @at, @at, 'done', @at)",
                        new { id = $"c{i:000}", room = alarms.Place.RoomId, at = alarms.Time.GetUtcNow().AddSeconds(i).ToUnixTimeMilliseconds() });
                }
            },
            CancellationToken.None);
        var row = Row(await ReadAsync(alarms, ""), "commands");
        Assert.Equal((200, 50), (row["bars"]!.AsArray().Count, row["leftOut"]!.GetValue<int>()));
        Assert.Equal(("c050", "c249"), (Text(row["bars"]![0]!, "id"), Text(row["bars"]![199]!, "id")));
    }

    [Theory]
    [InlineData("from=2026-09-01T00:00Z&to=2026-09-08T00:00:01Z")]
    [InlineData("from=2026-09-01T00:00Z&to=2026-09-01T00:00Z")]
    [InlineData("from=2026-09-01T00:00Z")]
    [InlineData("day=1999-01-01")]
    public async Task Span_ThatIsNone_IsRefused(string query)
    {
        await using var alarms = await StartAsync();
        Assert.Equal((400, "span_invalid"), await (await alarms.Client.GetAsync($"/api/v1/rooms/{alarms.Place.RoomId}/timeline?{query}")).ProblemAsync());
    }

    private static Task<JsonNode> ReadAsync(AlarmsFixture alarms, string query) => alarms.Client.GetJsonAsync($"/api/v1/rooms/{alarms.Place.RoomId}/timeline?{query}");

    private static JsonNode Row(JsonNode timeline, string kind) => timeline["rows"]!.AsArray().Single(row => Text(row!, "kind") == kind)!;

    private static List<JsonNode> Bars(JsonNode timeline, string kind) => [.. Row(timeline, kind)["bars"]!.AsArray().Select(bar => bar!)];

    private static TimeSpan Length(JsonNode bar) => DateTimeOffset.Parse(Text(bar, "until")) - DateTimeOffset.Parse(Text(bar, "from"));

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
