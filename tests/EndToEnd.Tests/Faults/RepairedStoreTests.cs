using System.Security.Cryptography;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>A box whose stores are garbage when it starts goes on, and says so where people look: on its panel and on the hub.</summary>
[Trait("kind", "fault")]
public sealed class RepairedStoreTests
{
    private static readonly string[] s_stores =
    [
        "journal.db", "commands.db", "outbox/ledger.db", "outbox/epoch", "identity/agent.key", "identity/agent.crt", "identity/ca.crt", "identity/hub.json", "sources.json", "equipment.json", "equipment-of-hub.json",
        "timetable.json", "lesson.json", "starts", "pin.json", "alarms.json", "repairs.json",
    ];

    [Fact]
    public async Task Stores_Garbage_AreAnAlarmEachOnBoxAndHub()
    {
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        await hub.PostAsync($"rooms/{room}/commands", new { action = "stop" });
        await box.KillAsync();
        foreach (var store in s_stores)
        {
            var path = Path.Combine(box.DataFolder, store);
            foreach (var log in new[] { "-wal", "-shm" }) File.Delete(path + log);
            await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(50_000));
        }
        await box.StartAgainAsync();
        var expected = s_stores.Select(store => $"store_repaired/{store}").ToList();
        var (onBox, onHub) = ("", "");
        await Eventually.TrueAsync(
            async () => (onBox = Keys((await box.StatusAsync()).List("alarms").Select(alarm => alarm.Text("key")))) == Keys(expected),
            TimeSpan.FromSeconds(20), () => $"the box says {onBox}\n{box.Log}");
        await Eventually.TrueAsync(
            async () => (onHub = Keys((await hub.GetAsync("alarms?state=raised&pageSize=100")).List("items").Select(alarm => $"{alarm.Text("kind")}/{alarm.Text("subject")}"))) == Keys(expected),
            TimeSpan.FromSeconds(20), () => $"the hub says {onHub}\n{box.Log}");
        // And it works.
        var id = await box.StartRecordingAsync("after the repair");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(3);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 30);
        FaultTable.Add(
            "F03b", "journal, command results, the outbox's ledger and epoch, the identity, sources, equipment, timetable, lesson, PIN, counts, raised alarms and the list of repairs are all garbage when the box starts", $"{s_stores.Length} stores",
            "each is an alarm on the box and on the hub; the next lesson arrives whole", "held");
    }

    private static string Keys(IEnumerable<string> keys) => string.Join(' ', keys.Order(StringComparer.Ordinal));
}
