using System.Text.Json;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;
using static Tongtang.EndToEnd.Tests.Faults.Deliveries;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>
/// A box killed while it answers commands and raises and clears alarms, every second time together with its hub: what was
/// done the hub knows as done, and each alarm as raised once and cleared once.
/// </summary>
[Trait("kind", "fault")]
public sealed class AnswerAndAlarmKillTests(ITestOutputHelper output)
{
    private const string Told = "repairs.json";

    private static readonly int s_kills = FaultTable.Times("ANSWER_KILLS", 10);
    private static readonly string[] s_actions = ["start", "pause", "resume", "stop"];

    [Fact]
    public async Task BoxKilledAsItAnswersAndAlarms_EveryAnswerAndEveryAlarmArrivesOnce()
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var (box, room) = await Box.StartEnrolledAsync(
            hub, line, new { Hub = new { RetryCap = "00:00:02" }, Readings = new { Every = "00:00:01", AtLeastEvery = "00:00:01" } },
            new { Name = "teacher", Kind = "test", Role = "teacher", Width = 320, Height = 180, FramesPerSecond = 10 });
        await using var __ = box;
        line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(250) };
        var random = new Random(3);
        var unheard = 0;
        for (var kill = 0; kill < s_kills; kill++)
        {
            await hub.RoomIsAsync(room, "online", seconds: 30);
            var asking = AskAsync(hub, room, s_actions[kill % s_actions.Length]);
            await Eventually.LessonGoesOnAsync(0.2 + random.NextDouble());
            await box.KillAsync();
            if (kill % 2 == 1) await hub.KillAsync();
            // One that is not heard until the second next kill counts twice.
            unheard += (await AnsweredAsync(box)).Except(await HeardAsync(hub)).Count();
            Damage(box, kill);
            await box.StartAgainAsync();
            if (kill % 2 == 1) await hub.StartAgainAsync();
            await asking;
        }
        output.WriteLine($"{s_kills} kills, {unheard} answers that the hub had not heard");
        Assert.InRange(unheard, 1, int.MaxValue);
        line.Condition = LineCondition.Good;
        await Eventually.TrueAsync(
            async () => !(await AnsweredAsync(box)).Except(await HeardAsync(hub)).Any(), TimeSpan.FromSeconds(30), () => $"the hub does not know what was done\n{box.Log}");
        await EverythingArrivesAsync(hub, box);

        await StoredIsIssuedAsync(hub, box);
        // Nothing that the hub holds for done was not.
        Assert.Empty((await HubAsync(hub, "SELECT id FROM command WHERE outcome = 'done'")).Except(await AnsweredAsync(box)));
        var alarms = await HubAsync(hub, "SELECT alarm_key || ' ' || occurrences || ' ' || (cleared_at_ms IS NOT NULL) FROM alarm WHERE kind = 'store_repaired' ORDER BY raised_received_at_ms");
        Assert.Equal(Enumerable.Range(0, s_kills).Select(kill => $"store_repaired/made-up-{kill} 1 {(kill < s_kills - 1 ? 1 : 0)}"), alarms);
        Assert.Equal($"{s_kills}", (await HubAsync(hub, "SELECT COUNT(*) FROM alarm_history WHERE step = 'raised'")).Single());
        Assert.Equal($"{s_kills - 1}", (await HubAsync(hub, "SELECT COUNT(*) FROM alarm_history WHERE step = 'cleared'")).Single());
        FaultTable.Add(
            "F01c", "SIGKILL of the agent as it answers commands and raises and clears alarms, every second time of the hub as well", $"{s_kills} kills",
            "every command that was run is known on the hub as run, no other is; each alarm raised once and cleared once", $"held; {unheard} answers had not been heard when the box died");
    }

    /// <summary>Nobody waits for what comes of it.</summary>
    private static async Task AskAsync(Hub hub, string room, string action)
    {
        try
        {
            using var answer = await hub.Http.PostAsync(new Uri($"/api/v1/rooms/{room}/commands", UriKind.Relative), new StringContent($"{{\"action\":\"{action}\"}}", System.Text.Encoding.UTF8, "application/json"));
        }
        catch (HttpRequestException)
        {
            // The hub was killed.
        }
    }

    /// <summary>The next start of the box raises an alarm for this time's damage, and clears the one of the time before.</summary>
    private static void Damage(Box box, int kill) => File.WriteAllText(
        Path.Combine(box.DataFolder, Told),
        JsonSerializer.Serialize(
            new[] { new { number = kill + 1, kind = "database", file = $"made-up-{kill}", damage = "none", movedTo = (string?)null, saved = 0, lost = (long?)null, times = 1, at = TimeProvider.System.GetUtcNow() } }));

    private static async Task<IReadOnlyList<string>> AnsweredAsync(Box box) => await TextsOfCopyAsync(Path.Combine(box.DataFolder, "commands.db"), "SELECT command_id FROM result");

    private static Task<IReadOnlyList<string>> HeardAsync(Hub hub) => HubAsync(hub, "SELECT id FROM command WHERE outcome IN ('done', 'refused')");

    private static async Task<IReadOnlyList<string>> HubAsync(Hub hub, string sql) =>
        (await SqlAsync(Path.Combine(hub.DataFolder, "hub.db"), sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
