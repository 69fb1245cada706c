using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>A disk of eight megabytes without a byte left. It needs the right to mount one (tests/run.sh runs them as root).</summary>
public sealed class FullJournalDiskTests
{
    [PrivilegedTheory(Privilege.Mount)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MakeRoom_NotAByteLeft_AcknowledgedMediaMakesIt(bool over)
    {
        using var folder = new TemporaryFolder();
        await Programs.RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.Path);
        try
        {
            using var logs = new LogWatch();
            var folders = new RecordingFolders(folder.Path);
            var connection = JournalSchema.Open(folder["journal.db"]);
            using var journal = new Journal(connection, folders);
            Acknowledged(journal, folders);
            if (over)
            {
                journal.End("r", 1, 1);
                journal.AcknowledgeDescription("r", journal.Describe("r")!.Revision);
                journal.AcknowledgeClose("r");
            }
            // A log that has room in it would hide what a full disk does.
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            FillUp(folder["filler"]);
            Assert.Throws<SqliteException>(() => journal.AddMark("r", 0, new string('x', 200_000)));

            new StorageGuard(folders, journal, new RecordingOptions(), TimeProvider.System, logs.Factory.CreateLogger<StorageGuard>()).MakeRoom();

            Assert.Equal(over, journal.Find("r") is null);
            Assert.True(new DriveInfo(folder.Path).AvailableFreeSpace > 1_000_000);
            if (!over) Assert.Single(journal.Segments("r", "a.video"));
        }
        finally
        {
            await Programs.RunAsync("umount", "-l", folder.Path);
        }
    }

    private static void Acknowledged(Journal journal, RecordingFolders folders)
    {
        journal.Begin(new RecordingStart("r", "", "", 0, 0, "boot", 0, true, null), [new() { Name = "a" }]);
        journal.BeginEpoch(new EpochStart("r", "a.video", MediaKind.Video, "avc1", 2, 2, new byte[] { 1 }));
        Directory.CreateDirectory(folders.Track("r", "a.video"));
        for (var number = 0; number < 8; number++)
        {
            var path = folders.Segment("r", "a.video", 0, number);
            File.WriteAllBytes(path, new byte[200_000]);
            journal.AddSegment(new JournalSegment("r", "a.video", 0, number, path, 200_000, new byte[32], number, number, 1, true, false, false));
        }
        journal.AcknowledgeSegments("r", Enumerable.Range(0, 8).Select(number => ("a.video", number)));
    }

    private static void FillUp(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
