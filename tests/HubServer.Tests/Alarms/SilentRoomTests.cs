using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Alarms.AlarmsFixture;

namespace Tongtang.HubServer.Tests.Alarms;

/// <summary>
/// Boxes that are away in lesson hours. That nothing is raised is known from a later thing of the same queue that was.
/// </summary>
public sealed class SilentRoomTests
{
    private static readonly (string Name, string Value) s_hours = ("Alarms:LessonHours", "Mon-Fri 08:00-17:30");

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Away_InLessonHours_IsAnAlarmUntilItIsBack()
    {
        await using var alarms = await StartAsync(s_hours, ("Alarms:RestartGrace", "00:00:00"));
        await LeaveAsync(alarms, alarms.Place.RoomId, alarms.Box);
        alarms.Time.Advance(6 * s_minute);
        var alarm = await alarms.OneAsync("state=raised");
        Assert.Equal(("agent_offline", "critical", "hub"), (Text(alarm, "kind"), Text(alarm, "severity"), Text(alarm, "origin")));
        Assert.True(DateTimeOffset.Parse(Text(alarm["details"]!, "since")) < DateTimeOffset.Parse(Text(alarm, "raisedAt")));

        await using var link = await alarms.Box.ConnectAsync();
        await alarms.OneAsync("state=cleared");
    }

    [Fact]
    public async Task Away_ForLessThanTheHoldDown_IsNone()
    {
        await using var alarms = await StartAsync(s_hours, ("Alarms:RestartGrace", "00:00:00"), ("Alarms:OfflineAfter", "00:10:00"));
        var (later, laterBox) = await alarms.AddRoomAsync("后来");
        await LeaveAsync(alarms, alarms.Place.RoomId, alarms.Box);
        alarms.Time.Advance(2 * s_minute);
        await LeaveAsync(alarms, later, laterBox);
        alarms.Time.Advance(4 * s_minute);
        await using var back = await alarms.Box.ConnectAsync();
        await alarms.PresenceAsync(alarms.Place.RoomId, "online");
        alarms.Time.Advance(6 * s_minute);
        Assert.Equal("后来", Text(await alarms.OneAsync(), "roomName"));
        await laterBox.DisposeAsync();
    }

    [Fact]
    public async Task Away_OverNight_IsAnAlarmOnlyAfterLessonsBegin()
    {
        await using var alarms = await StartAsync(("Alarms:LessonHours", "Wed-Fri 08:00-08:30"));
        alarms.Time.Advance(TimeSpan.FromMinutes(40));
        await LeaveAsync(alarms, alarms.Place.RoomId, alarms.Box);
        alarms.Time.Advance(TimeSpan.FromHours(23) + 19 * s_minute);
        Assert.Empty(await alarms.ListAsync());
        // 07:59 and a little; lessons begin at 08:00, and the hold-down ends at 08:05.
        alarms.Time.Advance(2 * s_minute);
        Assert.Empty(await alarms.ListAsync());
        alarms.Time.Advance(6 * s_minute);
        var raised = DateTimeOffset.Parse(Text(await alarms.OneAsync(), "raisedAt"));
        Assert.True(raised >= DateTimeOffset.Parse("2026-09-02T00:05Z"), $"{raised:u}");
    }

    /// <summary>300 boxes are off the line because the hub was: none of them is an alarm while they come back.</summary>
    [Fact]
    public async Task Restart_WithBoxesThatComeBackInTime_RaisesNothingForThem()
    {
        await using var alarms = await StartAsync(s_hours);
        await AddBoxesAsync(alarms, 300);
        await using (await alarms.Box.ConnectAsync())
        {
            await alarms.PresenceAsync(alarms.Place.RoomId, "online");
            await alarms.RestartAsync();
        }
        await alarms.RenewBoxAsync();
        alarms.Time.Advance(4 * s_minute);
        await using var back = await alarms.Box.ConnectAsync();
        await alarms.PresenceAsync(alarms.Place.RoomId, "online");
        Assert.Empty(await alarms.ListAsync());
        // Those that do not come back are seen.
        alarms.Time.Advance(2 * s_minute);
        var total = 0;
        await alarms.ListAsync("", _ => (total = alarms.Client.GetJsonAsync("/api/v1/alarms?pageSize=1").GetAwaiter().GetResult()["total"]!.GetValue<int>()) == 300);
        Assert.Empty(await alarms.ListAsync($"room={alarms.Place.RoomId}"));
        Assert.Equal(300, total);
    }

    [Fact]
    public async Task Away_WithOpenAlarms_IsOneThatExplainsTheOthers()
    {
        await using var alarms = await StartAsync(s_hours, ("Alarms:RestartGrace", "00:00:00"));
        await using (await alarms.Box.ConnectAsync())
        {
            await alarms.PresenceAsync(alarms.Place.RoomId, "online");
            await alarms.DeliverAsync(alarms.Alarm(AlarmChange.Raised), alarms.Alarm(AlarmChange.Raised, "disk", "disk_low"));
            await alarms.ListAsync("waiting=true", list => list.Count == 2);
        }
        await alarms.PresenceAsync(alarms.Place.RoomId, "offline");
        alarms.Time.Advance(6 * s_minute);
        var cause = await alarms.OneAsync("waiting=true", one => Text(one, "kind") == "agent_offline");
        Assert.Equal(2, cause["followers"]!.GetValue<int>());
        Assert.Equal([Id(cause), Id(cause)], (await alarms.ListAsync("state=raised")).Where(one => Text(one, "origin") == "box").Select(one => Text(one, "causeId")));
        Assert.Equal(1, (await alarms.Client.GetJsonAsync($"/api/v1/rooms/{alarms.Place.RoomId}"))["alarms"]!["open"]!.GetValue<int>());

        await using var back = await alarms.Box.ConnectAsync();
        // They are its own again.
        await alarms.ListAsync("waiting=true", list => list.Count == 2 && list.TrueForAll(one => one["causeId"] is null));
    }

    [Fact]
    public async Task Cleared_ByHandWhileAway_ComesAgainOnTheNextDayOnly()
    {
        await using var alarms = await StartAsync(s_hours, ("Alarms:RestartGrace", "00:00:00"));
        await LeaveAsync(alarms, alarms.Place.RoomId, alarms.Box);
        alarms.Time.Advance(6 * s_minute);
        Assert.True((await alarms.PostAsync(await alarms.OneAsync(), "clear", new { note = "停电检修" })).IsSuccessStatusCode);
        var (sentinel, box) = await alarms.AddRoomAsync("别的");
        await LeaveAsync(alarms, sentinel, box);
        alarms.Time.Advance(TimeSpan.FromHours(9));
        Assert.Equal("别的", Text(await alarms.OneAsync("state=raised"), "roomName"));
        alarms.Time.Advance(TimeSpan.FromHours(15));
        await alarms.ListAsync("state=raised", list => list.Count == 2);
        await box.DisposeAsync();
    }

    [Fact]
    public async Task TwoMachinesUnderOneCertificate_IsAnAlarmAtOnce_UntilTheRightOneIsEnrolled()
    {
        await using var alarms = await StartAsync();
        await using (await alarms.Box.ConnectAsync())
        {
            var agent = alarms.Hub.Services.GetRequiredService<AgentPresence>().SessionOf(alarms.Place.RoomId)!.Agent;
            await alarms.PresenceAsync(alarms.Place.RoomId, "online");
            await alarms.Hub.Services.GetRequiredService<AgentRegistry>().QuarantineAsync(agent, CancellationToken.None);
            await alarms.PresenceAsync(alarms.Place.RoomId, "offline");
        }
        Assert.Equal("agent_duplicated", Text(await alarms.OneAsync("state=raised"), "kind"));
        await using var right = await TestBox.EnrolAsync(alarms.Hub, alarms.Place.RoomId);
        await using var link = await right.ConnectAsync();
        await alarms.PresenceAsync(alarms.Place.RoomId, "online");
        await alarms.OneAsync("state=cleared");
    }

    private static async Task LeaveAsync(AlarmsFixture alarms, string roomId, TestBox box)
    {
        await using (await box.ConnectAsync()) await alarms.PresenceAsync(roomId, "online");
        await alarms.PresenceAsync(roomId, "offline");
    }

    /// <summary>Rooms with boxes that were on the line when the hub ended.</summary>
    private static async Task AddBoxesAsync(AlarmsFixture alarms, int count)
    {
        var rows = Enumerable.Range(0, count).Select(i => new { room = $"{i:x32}", agent = $"{i + 1000:x32}", name = $"{i}", school = alarms.Place.SchoolId }).ToList();
        await alarms.Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("INSERT INTO room (id, school_id, name, presence, since_ms, created_at_ms) VALUES (@room, @school, @name, 'online', 0, 0)", rows);
                await connection.ExecuteAsync("INSERT INTO agent (id, room_id, host_name, agent_version, enrolled_at_ms) VALUES (@agent, @room, 'box', '0.1.0', 0)", rows);
            },
            CancellationToken.None);
    }
}
