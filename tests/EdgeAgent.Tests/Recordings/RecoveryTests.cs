using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class RecoveryTests
{
    /// <summary>A real segment, cut off at any byte, its tail zeros or nonsense: what is kept decodes without a word.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Run_SegmentCutOffAnywhere_LastWholePartKept()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher", audio: "none")))
        {
            id = await room.StartAsync();
            await Eventually.LessonGoesOnAsync(4);
            await room.StopAsync();
        }
        var folders = new RecordingFolders(folder.Path);
        var whole = await File.ReadAllBytesAsync(folders.Segment(id, "teacher.video", 0, 0));
        var random = new Random(7);
        for (var round = 0; round < 8; round++)
        {
            var target = folder[$"round{round}"];
            var kept = await RecoverAsync(target, folders.Init(id, "teacher.video", 0), whole, random.Next(whole.Length));
            if (kept is null) continue;
            var path = folder[$"{round}.mp4"];
            await File.WriteAllBytesAsync(path, [.. await File.ReadAllBytesAsync(folders.Init(id, "teacher.video", 0)), .. kept]);
            Assert.Equal("", await Decoding.ComplaintsAsync(path));
        }
    }

    [Fact]
    public void WholeParts_AnyBytes_NeverBeyondTheEndAndOnAMdat()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => WholeParts.Length(bytes) is var length && length >= 0 && length <= bytes.Length).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Run_RowWithoutAFile_IsLostAndFileWithoutARow_IsEntered()
    {
        using var folder = new TemporaryFolder();
        using var logs = new LogWatch();
        var folders = new RecordingFolders(folder.Path);
        using var journal = new Journal(folder["journal.db"], folders);
        journal.Begin(new RecordingStart("r", "", "", 0, 0, "boot", 0, true, null), [new() { Name = "a" }]);
        journal.BeginEpoch(new EpochStart("r", "a.video", MediaKind.Video, "avc1", 2, 2, new byte[] { 1 }));
        journal.AddSegment(new JournalSegment("r", "a.video", 0, 0, "", 1, new byte[32], 0, 0, 1, true, false, false));
        Directory.CreateDirectory(Path.Combine(folders.Root, "stranger"));
        new Recovery(journal, folders, logs.Factory.CreateLogger<Recovery>()).Run();
        Assert.Equal(0u, Assert.Single(journal.Describe("r")!.Tracks[0].Lost).First);
        Assert.Empty(journal.Pending("r", 10));
        Assert.False(Directory.Exists(Path.Combine(folders.Root, "stranger")));
    }

    private static async Task<byte[]?> RecoverAsync(string dataFolder, string initPath, byte[] whole, int cut)
    {
        using var logs = new LogWatch();
        var folders = new RecordingFolders(dataFolder);
        Directory.CreateDirectory(folders.Track("r", "a.video"));
        using var journal = new Journal(Path.Combine(dataFolder, "journal.db"), folders);
        journal.Begin(new RecordingStart("r", "", "", 0, 0, "boot", 0, true, null), [new() { Name = "a" }]);
        journal.BeginEpoch(new EpochStart("r", "a.video", MediaKind.Video, "avc1", 2, 2, await File.ReadAllBytesAsync(initPath)));
        await File.WriteAllBytesAsync(folders.Segment("r", "a.video", 0, 0) + RecordingFolders.Unfinished, whole[..cut]);
        new Recovery(journal, folders, logs.Factory.CreateLogger<Recovery>()).Run();
        Assert.Empty(Directory.GetFiles(folders.Track("r", "a.video"), "*.part"));
        if (journal.Segments("r", "a.video") is not [var segment]) return null;
        var kept = await File.ReadAllBytesAsync(segment.Path);
        Assert.Equal(segment.Sha256, System.Security.Cryptography.SHA256.HashData(kept));
        return kept;
    }
}
