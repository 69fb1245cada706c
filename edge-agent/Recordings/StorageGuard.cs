using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Keeps the disk from filling: deletes media that the hub has acknowledged, oldest first, long before recording would
/// suffer: what the coming hour needs stays free. What the hub does not have is never deleted here.
/// </summary>
internal sealed partial class StorageGuard(RecordingFolders folders, Journal journal, RecordingOptions options, TimeProvider time, ILogger<StorageGuard> logger) : BackgroundService, IBeating
{
    private const int Batch = 100;
    private const long Megabyte = 1_000_000;
    private static readonly TimeSpan _measuredFor = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private (long At, double? BytesPerSecond)? _rate;
    private volatile bool _refuses;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(15);

    /// <summary>A full disk of recordings is deleted in less.</summary>
    private static readonly TimeSpan _longestRound = TimeSpan.FromMinutes(10);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    /// <summary>For tests: a disk with a size of one's own.</summary>
    internal Func<long>? FreeBytesForTests { get; init; }

    internal long? TotalBytesForTests { get; init; }

    public long FreeBytes => FreeBytesForTests?.Invoke() ?? Drive.AvailableFreeSpace;

    /// <summary>What is kept free on this disk at the rate of the newest recording.</summary>
    public DiskRoom Room => DiskRoom.For(Rate(), TotalBytes, options);

    private long TotalBytes => TotalBytesForTests ?? (FreeBytesForTests is null ? Drive.TotalSize : long.MaxValue);

    private DriveInfo Drive => new(DiskRoom.Existing(folders.Root));

    /// <summary>Whether a recording would be refused now. It is taken again when there is a quarter more room than what is refused below.</summary>
    public bool Refuses => _refuses = FreeBytes < Needed;

    private long Needed => _refuses ? Room.RefuseStartBelow / 4 * 5 : Room.RefuseStartBelow;

    /// <param name="planned">A lesson of the timetable begins as long as anything can be recorded; what is recorded beside it leaves it room.</param>
    /// <exception cref="RecorderException">storage_full: there is too little room to begin a recording.</exception>
    public void RequireRoom(bool planned)
    {
        if (!Refuses) return;
        MakeRoom();
        var needed = planned ? DiskRoom.LeastToBegin(TotalBytes) : Needed;
        if (Refuses && FreeBytes is var free && free < needed)
        {
            throw new RecorderException(
                "storage_full", $"The disk has {free / Megabyte} MB left; a recording starts with at least {needed / Megabyte} MB. Recordings that are not with the hub yet are kept.");
        }
    }

    /// <summary>Deletes until there is a tenth more room than must be, so that it is not at it all the time, or nothing acknowledged is left.</summary>
    internal void MakeRoom()
    {
        var least = Room.MakeRoomBelow;
        if (FreeBytes >= least) return;
        while (FreeBytes < least + (least / 10))
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
            Pulse.Within(_longestRound);
            try
            {
                MakeRoom();
                journal.WriteMissingCards();
            }
            catch (Exception error) when (error is IOException or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL })
            {
                LogFailed(error);
            }
            await Task.Delay(_pause, time, stoppingToken);
        }
    }

    /// <summary>Measured now and then: a recording's rows are counted for it.</summary>
    private double? Rate()
    {
        lock (_lock)
        {
            if (_rate is { } known && time.GetElapsedTime(known.At) < _measuredFor) return known.BytesPerSecond;
            _rate = (time.GetTimestamp(), journal.NewestRate());
            return _rate.Value.BytesPerSecond;
        }
    }

    [LoggerMessage(2401, LogLevel.Information, "Recording {RecordingId} was removed to make room; the hub has it")]
    private partial void LogRemoved(string recordingId);

    [LoggerMessage(2402, LogLevel.Information, "{Count} segments were removed to make room; the hub has them")]
    private partial void LogEvicted(int count);

    [LoggerMessage(2403, LogLevel.Error, "Making room on the disk failed")]
    private partial void LogFailed(Exception error);
}
