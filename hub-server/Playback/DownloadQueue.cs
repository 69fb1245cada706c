using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Makes files, one at a time: it is the disk that is busy, and viewers need it too. Those in line wait in memory and are
/// put there again after a restart; when the line is full, a further one is refused.
/// </summary>
internal sealed partial class DownloadQueue(
    PlayableRecordings recordings, MediaFolder media, DownloadStore store, DownloadFolder folder, ILogger<DownloadQueue> logger) : BackgroundService
{
    public const int Capacity = 100;

    private readonly ConcurrentDictionary<string, DownloadJob> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<DownloadJob> _line = Channel.CreateBounded<DownloadJob>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public DownloadJob? Find(string id) => _jobs.GetValueOrDefault(id);

    public bool IsFull => _jobs.Count >= Capacity;

    /// <returns>False when the line is full.</returns>
    public bool TryAdd(string id, string recordingId, string view)
    {
        var job = new DownloadJob(id, recordingId, view, new CancellationTokenSource());
        _jobs[id] = job;
        if (_line.Writer.TryWrite(job)) return true;
        _jobs.TryRemove(id, out _);
        return false;
    }

    /// <summary>Nothing remains of it.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (_jobs.TryGetValue(id, out var job)) await job.Cancellation.CancelAsync();
        await store.DeleteAsync(id, cancellationToken);
        if (job is null) folder.Remove(id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var row in (await store.ListAsync(stoppingToken)).Where(row => row.State is "queued" or "running"))
        {
            if (_jobs.ContainsKey(row.Id)) continue;
            if (!TryAdd(row.Id, row.RecordingId, row.View))
                await store.FinishAsync(row.Id, DownloadState.Failed, null, new DownloadError("downloads_full", "The hub was restarted with too many downloads in line."), stoppingToken);
        }
        await foreach (var job in _line.Reader.ReadAllAsync(stoppingToken)) await RunAsync(job, stoppingToken);
    }

    private async Task RunAsync(DownloadJob job, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation.Token, stoppingToken);
        try
        {
            job.State = DownloadState.Running;
            await MakeAsync(job, either.Token);
            await store.FinishAsync(job.Id, DownloadState.Ready, job.Bytes, null, either.Token);
            LogMade(job.Id, job.RecordingId, job.View, job.Bytes ?? 0);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            LogCancelled(job.Id, job.RecordingId);
            folder.Remove(job.Id);
        }
        catch (Exception failure) when (failure is MediaFormatException or IOException or UnauthorizedAccessException or RecordingGoneException or DbException)
        {
            LogFailed(failure, job.Id, job.RecordingId, job.View);
            folder.Remove(job.Id);
            await store.FinishAsync(job.Id, DownloadState.Failed, null, Explain(failure), stoppingToken);
        }
        finally
        {
            _jobs.TryRemove(job.Id, out _);
            // Cancelled when it had just been made: whoever did left the file to this loop.
            if (job.Cancellation.IsCancellationRequested) folder.Remove(job.Id);
        }
    }

    private async Task MakeAsync(DownloadJob job, CancellationToken cancellationToken)
    {
        var recording = (await recordings.FindAsync(job.RecordingId, cancellationToken))?.Playable ?? throw new RecordingGoneException();
        var view = recording.View(job.View) ?? throw new RecordingGoneException();
        var file = await Task.Run(
            () => ViewFile.Prepare(ViewFilePlan.Of(recording.Index(view)), Source(recording, view.Video), Source(recording, view.Audio), cancellationToken), cancellationToken);
        job.Bytes = file.Bytes;
        media.RequireSpace(file.Bytes);
        await using (var output = new FileStream(folder.PartPath(job.Id), FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            await file.WriteAsync(output, job, cancellationToken);
        File.Move(folder.PartPath(job.Id), folder.FilePath(job.Id), overwrite: true);
    }

    private TrackSource? Source(PlayableRecording recording, string? track) => recording.Track(track) is not { } found
        ? null
        : new TrackSource(epoch => InitSegment.Parse(found.Inits[epoch]), (epoch, number) => media.SegmentPath(recording.Id, track!, epoch, number));

    private static DownloadError Explain(Exception failure) => failure switch
    {
        StorageFullException => new DownloadError("storage_full", failure.Message),
        RecordingGoneException => new DownloadError("recording_unknown", "The recording or its view is gone."),
        MediaFormatException => new DownloadError("media_damaged", failure.Message),
        _ => new DownloadError("file_failed", "The file could not be written; the log says why."),
    };

    private sealed class RecordingGoneException : Exception;

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "Download {DownloadId} of recording {RecordingId}, view {View}: made, {Bytes} bytes")]
    private partial void LogMade(string downloadId, string recordingId, string view, long bytes);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "Download {DownloadId} of recording {RecordingId} cancelled")]
    private partial void LogCancelled(string downloadId, string recordingId);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "Download {DownloadId} of recording {RecordingId}, view {View} failed")]
    private partial void LogFailed(Exception failure, string downloadId, string recordingId, string view);
}
