using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Copies;

/// <summary>Codes: <c>recording_unknown</c>, <c>recording_running</c>, <c>recording_empty</c>, <c>drive_unknown</c>, <c>drive_full</c>, <c>drive_limits_files</c>, <c>copy_busy</c>.</summary>
internal sealed class CopyException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>
/// Copies recordings to sticks, one at a time: a stick is slow enough with one. Every view becomes one MP4 with picture
/// and sound, made from the box's own playlists, so that what is hidden stays hidden.
/// </summary>
internal sealed class CopyDesk(Journal journal, UsbDrives drives, CopyWriter writer, IServer server) : BackgroundService
{
    /// <summary>More are refused with copy_busy.</summary>
    private const int MostWaiting = 4;

    /// <summary>Results are remembered for so many, for pages that ask late.</summary>
    private const int MostRemembered = 32;

    private const long Spare = 16L << 20;

    private readonly ConcurrentQueue<CopyJob> _remembered = new();
    private readonly System.Threading.Channels.Channel<CopyJob> _waiting = System.Threading.Channels.Channel.CreateBounded<CopyJob>(MostWaiting);

    public IReadOnlyList<UsbDrive> Drives => drives.List();

    public CopyJob? Find(string id) => _remembered.FirstOrDefault(job => job.Id == id);

    /// <exception cref="CopyException">It cannot be; the code says why.</exception>
    public CopyJob Begin(string recordingId, string driveId)
    {
        var recording = journal.Find(recordingId) ?? throw new CopyException("recording_unknown", $"There is no recording {recordingId} on this box.");
        if (recording.EndedAt is null) throw new CopyException("recording_running", $"Recording {recordingId} is still running; stop it first.");
        if (recording.Views.Count == 0 || recording.Bytes == 0) throw new CopyException("recording_empty", $"Of recording {recordingId} there is nothing on this box any more.");
        var drive = drives.List().FirstOrDefault(d => d.Id == driveId) ?? throw new CopyException("drive_unknown", $"There is no drive {driveId}; it may have been pulled out.");
        if (drive.FreeBytes < recording.Bytes + Spare) throw new CopyException("drive_full", $"Drive {drive.Label} has {drive.FreeBytes} bytes free; the recording needs about {recording.Bytes}.");
        if (recording.Views.Select(v => BytesOf(recordingId, v.Name)).Max() > drive.LargestFile) throw new CopyException("drive_limits_files", $"Drive {drive.Label} takes files of {drive.LargestFile} bytes at most, and a view of the recording is larger. Format it as exFAT.");
        var job = new CopyJob(Guid.NewGuid().ToString("N"), [.. recording.Views.Select(v => FileFor(recording, v.Name, drive))]);
        if (!_waiting.Writer.TryWrite(job)) throw new CopyException("copy_busy", $"{MostWaiting} copies are waiting already.");
        _remembered.Enqueue(job);
        while (_remembered.Count > MostRemembered && _remembered.TryDequeue(out _)) continue;
        return job;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var job in _waiting.Reader.ReadAllAsync(stoppingToken)) await RunAsync(job, stoppingToken);
    }

    private async Task RunAsync(CopyJob job, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancelled, stoppingToken);
        try
        {
            for (var i = 0; i < job.Files.Count; i++)
            {
                var done = i;
                await writer.WriteAsync(job.Files[i], part => job.Progress = (done + part) / job.Files.Count, either.Token);
            }
            job.Finish(error: null);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            job.Finish("copy_cancelled");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            job.Finish(error is CopyFailedException failed ? failed.Code : "drive_failed");
        }
    }

    private long BytesOf(string recordingId, string view) =>
        new[] { "video", "audio" }.Sum(kind => journal.Segments(recordingId, $"{view}.{kind}").Sum(s => s.Bytes));

    private CopyFile FileFor(RecordingSummary recording, string view, UsbDrive drive)
    {
        var own = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var source = new Uri(new Uri(own.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal)), $"/media/{recording.Id}/{view}/index.m3u8");
        return new CopyFile(source, Path.Combine(drive.Folder, FileNames.For(recording.Title, recording.StartedAt.ToLocalTime(), view)), TimeSpan.FromSeconds(recording.DurationSeconds));
    }
}
