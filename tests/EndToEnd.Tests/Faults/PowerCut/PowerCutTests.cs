using System.Text.Json.Nodes;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults.PowerCut;

/// <summary>The plug is pulled in mid-lesson, again and again: what the box said it had, it still has.</summary>
[Trait("kind", "fault")]
[Collection(Alone.Name)]
public sealed class PowerCutTests
{
    private const string HoldUploads = "Uploads:OnlyInWindows=true";
    private const string Upload = "Uploads:OnlyInWindows=false";

    /// <summary>An emulated machine is ten times slower than a real one, and the long run shares its host.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(FaultTable.IsLong ? 300 : 90);

    [Fact]
    public async Task PowerCut_AgainAndAgain_OneWholeRecordingAndNothingThatWasDurableIsLost()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var room = await hub.CreateRoomAsync("village school");
        await using var machine = await PowerCutMachine.AssembleAsync(hub, await hub.JoinCodeAsync(room), MakeLessonAsync);
        var random = new Random(17);
        string? id = null;
        var (durable, rounds, files) = (0L, 0, 0);
        foreach (var round in FaultTable.Rounds("POWER_CUTS", 5))
        {
            machine.SwitchOn(HoldUploads);
            id ??= await StartLessonAsync(hub, room, machine);
            await RecordsAsync(hub, room, machine, id);
            await DurableGrowsAsync(hub, room, machine, durable + 2 + random.Next(3));
            await Eventually.LessonGoesOnAsync(random.NextDouble() * 2);
            durable = await DurableAsync(hub, room);
            // It found nothing to repair after the cut before.
            Assert.DoesNotMatch("has been repaired|of the outbox was damaged", machine.Console);
            await machine.CutPowerAsync();
            files += await StoresAreWholeAsync(await machine.DataAsLeftAsync(), hub);
            rounds = round + 1;
        }

        machine.SwitchOn(Upload);
        await RecordsAsync(hub, room, machine, id!);
        await hub.PostAsync($"rooms/{room}/commands", new { action = "stop" });
        await hub.RecordingBecomesAsync(id!, "complete", seconds: s_patience.TotalSeconds);

        var stored = await StoredRecording.FetchAsync(hub, id!, folder);
        Assert.Equal(1, (await hub.GetAsync("recordings")).Number("total"));
        Assert.All(stored.Description.List("tracks"), track => Assert.Equal(0, track.Number("missing")));
        Assert.InRange(stored.Description.List("tracks").Sum(t => t.Number("segments")), durable, double.MaxValue);
        Assert.All(stored.Tracks, track => Assert.InRange(track.Epochs.Count, rounds, int.MaxValue));
        await stored.DecodesSilentlyAsync();
        var readings = await EveryNumberIsAccountedForAsync(hub);
        FaultTable.Add(
            "F02", "power cut of an emulated PC that records with un-synced writes beside it (qemu killed; its page cache is gone)", $"{rounds} cuts",
            "every segment that the box had declared durable is on the hub, one recording, no segment missing, all decode, it goes on by itself after each cut; each database is whole; no number that the hub has is given out again, none is missing", $"held; {durable} segments, {files} databases, {readings} items");
    }

    /// <summary>Every database of the box, and its outbox beside what the hub has of it. Answers how many databases.</summary>
    private static async Task<int> StoresAreWholeAsync(string data, Hub hub)
    {
        var files = Directory.GetFiles(data, "*.db", SearchOption.AllDirectories);
        foreach (var file in files) Assert.True(await Deliveries.TextsOfCopyAsync(file, "PRAGMA integrity_check") is ["ok"], $"{file} is damaged");
        foreach (var (number, folder) in Deliveries.Classes)
        {
            var (issued, stored) = (await Deliveries.IssuedAsync(data, folder), await Deliveries.UpToAsync(hub, number));
            // What went out was on the disk before, so the next item cannot have a number that the hub knows.
            Assert.InRange(issued is [.., var last] ? last : 0, stored, long.MaxValue);
            Assert.InRange(await Deliveries.AcknowledgedAsync(data, number), 0, stored);
        }
        return files.Length;
    }

    /// <summary>Each sequence number up to the hub's mark was stored or declared as never given out. Answers how many were stored.</summary>
    private static async Task<long> EveryNumberIsAccountedForAsync(Hub hub)
    {
        var total = 0L;
        foreach (var (number, _) in Deliveries.Classes)
        {
            var stored = await Deliveries.OneAsync(hub, $"SELECT COALESCE(MAX(stored), 0) FROM delivery WHERE item_class = {number}");
            var declared = await Deliveries.OneAsync(hub, $"SELECT COALESCE(SUM(last_sequence - first_sequence + 1), 0) FROM declared_gap WHERE item_class = {number}");
            Assert.Equal(await Deliveries.UpToAsync(hub, number), stored + declared);
            total += stored;
        }
        return total;
    }

    private static Task MakeLessonAsync(string path) => Programs.RunAsync(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=60", "-f", "lavfi", "-i", "sine=b=2:d=60",
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "50", "-b:v", "400k", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", "60", path);

    private static async Task<string> StartLessonAsync(Hub hub, string room, PowerCutMachine machine)
    {
        await StateAsync(hub, room, state => state.Text("recorder") == "idle", "enrolled and idle", machine);
        // An emulated machine may take longer than a command may; a second start answers with the recording that runs.
        string? id = null;
        await Eventually.TrueAsync(
            async () => (id = (string?)(await hub.PostAsync($"rooms/{room}/commands", new { action = "start", title = "the power falls" }))["recordingId"]) is not null,
            s_patience, () => "no start was answered in time");
        return id!;
    }

    /// <summary>A recording that was cut off goes on by itself, under its own id.</summary>
    private static Task RecordsAsync(Hub hub, string room, PowerCutMachine machine, string id) =>
        StateAsync(hub, room, state => state.Text("recorder") == "recording" && state.Text("recordingId") == id, $"recording {id}", machine);

    private static Task DurableGrowsAsync(Hub hub, string room, PowerCutMachine machine, long segments) =>
        StateAsync(hub, room, state => state["upload"]!.Number("pendingSegments") >= segments, $"holding {segments} segments", machine);

    /// <summary>How many segments the box says it has on its disk; while uploads are held back these are all there are.</summary>
    private static async Task<long> DurableAsync(Hub hub, string room) =>
        (long)(await hub.GetAsync($"rooms/{room}"))["state"]!["upload"]!.Number("pendingSegments");

    private static Task StateAsync(Hub hub, string room, Func<JsonNode, bool> condition, string what, PowerCutMachine machine) => Eventually.TrueAsync(
        async () =>
        {
            var now = await hub.GetAsync($"rooms/{room}");
            return machine.IsOnline && now["state"] is { } state && condition(state);
        },
        s_patience,
        () => $"the box is not {what}.\n{machine.Console}");
}
