using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>The hub's disk is gone; a backup that was made in mid-lesson comes back, and the boxes fill what it lacks.</summary>
[Trait("kind", "fault")]
public sealed class RestoredHubTests
{
    [Fact]
    public async Task Hub_BroughtBackFromABackupOfMidLesson_GetsEverythingItLacksFromTheBox()
    {
        using var backups = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var running = box;

        var before = await box.StartRecordingAsync("complete before the backup");
        await Eventually.LessonGoesOnAsync(4);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(before, "complete", seconds: 20);

        var within = await box.StartRecordingAsync("the backup is made in its middle");
        await Eventually.LessonGoesOnAsync(4);
        var backup = backups["of-today"];
        await Programs.RunAsync("dotnet", Programs.HubServer, "backup", backup, "--data", hub.DataFolder);
        await Eventually.LessonGoesOnAsync(2);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(within, "complete", seconds: 20);

        var after = await box.StartRecordingAsync("the backup knows nothing of it, and the hub dies in its middle");
        await Eventually.LessonGoesOnAsync(4);
        await hub.KillAsync();
        LoseMostOf(hub.DataFolder, before, within);
        var said = await Programs.RunAsync("dotnet", Programs.HubServer, "restore", backup, "--data", hub.DataFolder);
        Assert.Contains("are asked of the boxes", said, StringComparison.Ordinal);
        await hub.StartAgainAsync();
        await Eventually.LessonGoesOnAsync(2);
        await box.StopRecordingAsync();

        foreach (var id in new[] { after, within, before })
        {
            await hub.RecordingBecomesAsync(id, "complete", seconds: 60);
            Assert.All((await hub.RecordingAsync(id)).List("tracks"), track => Assert.Equal(0, track.Number("missing")));
            using var folder = new TemporaryFolder();
            await (await StoredRecording.FetchAsync(hub, id, folder)).DecodesSilentlyAsync();
        }
        Assert.Equal(3, (await hub.GetAsync("recordings")).Number("total"));
        FaultTable.Add(
            "F17", "the hub's disk lost; a backup that was made in mid-lesson comes back, some media with it", "3 lessons: before, around and after the backup",
            "all three complete again from the box, nothing missing, all decode", "held");
    }

    /// <summary>Databases and keys, all of one lesson's media, and every second file of another's.</summary>
    private static void LoseMostOf(string data, string halved, string wiped)
    {
        foreach (var name in new[] { "hub.db", "hub.db-wal", "hub.db-shm", "readings.db", "readings.db-wal", "readings.db-shm" }) File.Delete(Path.Combine(data, name));
        Directory.Delete(Path.Combine(data, "ca"), recursive: true);
        Directory.Delete(Path.Combine(data, "media", wiped[..2], wiped), recursive: true);
        var files = Directory.GetFiles(Path.Combine(data, "media", halved[..2], halved), "*.m4s", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        for (var i = 0; i < files.Length; i += 2) File.Delete(files[i]);
    }
}
