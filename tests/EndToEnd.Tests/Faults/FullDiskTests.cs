using System.Globalization;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>A lesson on a disk of 24 to 64 MB that somebody else fills to the last byte and frees again, while the hub is gone.</summary>
[Trait("kind", "fault")]
public sealed class FullDiskTests(ITestOutputHelper output)
{
    /// <summary>What the hub does not have stays, so it has to come now and then.</summary>
    private const int RoundsWithoutHub = 8;

    private static readonly int[] s_megabytes = [64, 24, 48, 32, 56];

    [PrivilegedFact(Privilege.Mount)]
    public async Task Disk_FilledAndFreedInALesson_GoesOnByItselfAndLosesOnlyWhatFoundNoRoom()
    {
        using var folder = new TemporaryFolder();
        var disk = folder["disk"];
        Directory.CreateDirectory(disk);
        await Programs.RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk);
        try
        {
            await FillAndFreeAsync(disk, folder);
        }
        finally
        {
            await Programs.RunAsync("umount", "-l", disk);
        }
    }

    private async Task FillAndFreeAsync(string disk, TemporaryFolder folder)
    {
        await using var hub = await Hub.StartAsync();
        var camera = folder["breaks.mp4"];
        await Programs.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-t", "600", "-i", "testsrc2=size=64x36:rate=5", "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p", camera);
        var (box, _) = await Box.StartEnrolledOnAsync(hub, Path.Combine(disk, "agent"), [.. Box.TwoTestSources, new { Name = "breaks", Kind = "file", Role = "student", Address = camera }]);
        await using var __ = box;
        var id = await box.StartRecordingAsync("the disk is full");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(3);
        await hub.KillAsync();
        var process = box.ProcessId;
        var filler = Path.Combine(disk, "filler");
        var rounds = 0;
        foreach (var round in FaultTable.Rounds("FULL_DISKS", 5))
        {
            rounds = round + 1;
            await Programs.RunAsync("mount", "-o", $"remount,size={s_megabytes[round % s_megabytes.Length]}m", disk);
            var before = Abandoned(box);
            // Either not a byte is left, or what the box keeps from its own media.
            var reserve = round % 2 == 1;
            var leave = reserve ? 3_000_000 : 0;
            Fill(filler, leave);
            await Eventually.TrueAsync(() => Abandoned(box) > before || Refilled(filler, leave), TimeSpan.FromSeconds(40), () => $"round {round}: the full disk was not noticed\n{box.Log}");
            // Whatever the answer is: it must not end anything. Beside the reserve the journal takes it.
            using (var mark = await box.Http.PostAsync(new Uri("/api/v1/recording/mark", UriKind.Relative), Json("{\"label\":\"while full\"}")))
                Assert.True(mark.IsSuccessStatusCode || !reserve, $"round {round}: the journal has no room\n{box.Log}");
            Assert.Equal(id, (await box.StatusAsync())["recorder"]!.Text("recordingId"));
            if (round == 0) await AlarmIsStoredAsync(box, camera);
            File.Delete(filler);
            var segments = await SegmentsAsync(box, id);
            await Eventually.TrueAsync(async () => await SegmentsAsync(box, id) >= segments + 2, TimeSpan.FromSeconds(15), () => $"round {round}: it did not go on\n{box.Log}");
            await box.PostAsync("recording/mark", new { label = "after" });
            if (round % RoundsWithoutHub != RoundsWithoutHub - 1) continue;
            await hub.StartAgainAsync();
            await Eventually.TrueAsync(async () => (await box.StatusAsync())["outbox"]!.Number("pendingSegments") < 6, TimeSpan.FromSeconds(60), () => $"round {round}: it was not sent\n{box.Log}");
            await hub.KillAsync();
        }
        Assert.Equal(process, box.ProcessId);
        await hub.StartAgainAsync();
        await Eventually.TrueAsync(
            async () => (await hub.GetAsync("alarms?pageSize=100")).List("items").Any(alarm => alarm.Text("kind") == "source_down" && alarm.Text("subject") == "breaks"),
            TimeSpan.FromSeconds(60), () => $"the alarm of when the disk was full has not arrived\n{box.Log}");
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 60);
        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        Assert.True((await hub.RecordingAsync(id)).List("marks").Count() >= rounds);
        Assert.Equal("ok", (await Programs.RunAsync("sqlite3", Path.Combine(box.DataFolder, "journal.db"), "PRAGMA integrity_check")).Trim());
        var kept = await SegmentsAsync(box, id);
        await hub.KillAsync();
        await StartIsRefusedUntilThereIsRoomAsync(box, filler);
        output.WriteLine($"{rounds} times full and free, {Abandoned(box)} segments found no room, {kept} were kept");
        FaultTable.Add(
            "F04", "disk of 24 to 64 MB (tmpfs) filled to the last byte by somebody else in a lesson, while the hub is gone, then freed", $"{rounds} times",
            "an alarm raised while not a byte is left is stored, and arrives; same process, same recording, goes on by itself in ≤ 15 s, complete on the hub with gaps only where there was no room, all decode, journal's integrity ok; then a start is refused with `storage_full` and taken when there is room", $"held, {Abandoned(box)} segments found no room");
    }

    /// <summary>Not a byte is left on the disk, and a camera breaks: the alarm is in the outbox's file, and not in memory.</summary>
    private static async Task AlarmIsStoredAsync(Box box, string camera)
    {
        var alarms = Directory.GetFiles(Path.Combine(box.DataFolder, "outbox", "alarms"), "*.db").Single();
        var before = await Deliveries.TextsOfCopyAsync(alarms, "SELECT sequence FROM item");
        File.Delete(camera);
        await Captures.SignalAsync(box, "breaks", "KILL");
        await Eventually.TrueAsync(
            async () => (await box.StatusAsync()).List("alarms").Any(alarm => alarm.Text("key") == "source_down/breaks"), TimeSpan.FromSeconds(40), () => $"no alarm of the camera\n{box.Log}");
        await Eventually.TrueAsync(
            async () => (await Deliveries.TextsOfCopyAsync(alarms, "SELECT sequence FROM item")).Count > before.Count, TimeSpan.FromSeconds(5), () => $"the alarm is not stored\n{box.Log}");
    }

    /// <summary>The disk has room for a while, but not for a lesson.</summary>
    private static async Task StartIsRefusedUntilThereIsRoomAsync(Box box, string filler)
    {
        Fill(filler, leave: 6_000_000);
        if (await StartAsync(box) is not "storage_full")
        {
            // What the hub had made room; there is no more of that.
            await box.StopRecordingAsync();
            Fill(filler + "2", leave: 6_000_000);
            Assert.Equal("storage_full", await StartAsync(box));
        }
        File.Delete(filler);
        File.Delete(filler + "2");
        await box.StartRecordingAsync("there is room again");
        await box.StopRecordingAsync();
    }

    /// <summary>Null: it began; else why not.</summary>
    private static async Task<string?> StartAsync(Box box)
    {
        using var answer = await box.Http.PostAsync(new Uri("/api/v1/recording/start", UriKind.Relative), Json("{}"));
        return answer.IsSuccessStatusCode ? null : System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.Text("code");
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static int Abandoned(Box box) => box.Log.Split("could not be written and is lost").Length - 1;

    private static async Task<int> SegmentsAsync(Box box, string id) =>
        int.Parse(await Programs.RunAsync("sqlite3", "-readonly", Path.Combine(box.DataFolder, "journal.db"), $"SELECT COUNT(*) FROM segment WHERE recording_id = '{id}' AND state <> 2"), CultureInfo.InvariantCulture);

    private static void Fill(string path, long leave = 0)
    {
        FillWhole(path);
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(Math.Max(0, file.Length - leave));
    }

    /// <summary>The room that the box made by giving up what the hub has is filled too. Always false.</summary>
    private static bool Refilled(string path, long leave)
    {
        if (new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace > leave + 100_000) Fill(path, leave);
        return false;
    }

    private static void FillWhole(string path)
    {
        var block = new byte[65536];
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
