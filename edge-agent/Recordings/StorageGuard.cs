namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Keeps the disk from filling: deletes media that the hub has acknowledged, oldest first, long before recording would
/// suffer. What the hub does not have is never deleted here.
/// </summary>
internal sealed partial class StorageGuard(RecordingFolders folders, Journal journal, RecordingOptions options, TimeProvider time, ILogger<StorageGuard> logger) : BackgroundService
{
    private const int Batch = 100;
    private const long Megabyte = 1_000_000;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    /// <summary>For tests: a disk with a size of one's own.</summary>
    internal Func<long>? FreeBytesForTests { get; init; }

    public long FreeBytes => FreeBytesForTests?.Invoke() ?? new DriveInfo(Path.GetFullPath(Existing(folders.Root))).AvailableFreeSpace;

    /// <exception cref="RecorderException">storage_full: there is too little room to begin a recording.</exception>
    public void RequireRoom()
    {
        var free = FreeBytes;
        if (free >= options.RefuseStartBelowMegabytes * Megabyte) return;
        MakeRoom();
        free = FreeBytes;
        if (free < options.RefuseStartBelowMegabytes * Megabyte)
        {
            throw new RecorderException(
                "storage_full", $"The disk has {free / Megabyte} MB left; a recording starts with at least {options.RefuseStartBelowMegabytes} MB. Recordings that are not with the hub yet are kept.");
        }
    }

    /// <summary>Deletes until there is room or nothing acknowledged is left.</summary>
    internal void MakeRoom()
    {
        while (FreeBytes < options.MakeRoomBelowMegabytes * Megabyte)
        {
            if (journal.OldestFinished() is { } id)
            {
                journal.Delete(id);
                LogRemoved(id);
            }
            else if (journal.EvictAcknowledged(Batch) is var count and > 0)
            {
                LogEvicted(count);
            }
            else
            {
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                MakeRoom();
            }
            catch (IOException error)
            {
                LogFailed(error);
            }
            await Task.Delay(_pause, time, stoppingToken);
        }
    }

    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder)) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [LoggerMessage(2401, LogLevel.Information, "Recording {RecordingId} was removed to make room; the hub has it")]
    private partial void LogRemoved(string recordingId);

    [LoggerMessage(2402, LogLevel.Information, "{Count} segments were removed to make room; the hub has them")]
    private partial void LogEvicted(int count);

    [LoggerMessage(2403, LogLevel.Error, "Making room on the disk failed")]
    private partial void LogFailed(Exception error);
}
