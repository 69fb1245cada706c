using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Media;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Makes files. What is copied is made one at a time: it is the disk that is busy, and viewers need it too. What is encoded
/// stands in a line of its own, a few at a time, so that nobody waits for an hour behind it. Those in line wait in memory and
/// are put there again after a restart; when a line is full, a further one is refused.
/// </summary>
internal sealed partial class DownloadQueue(DownloadStore store, DownloadFolder folder, CopiedFiles copies, EncodedFiles encodings, PlaybackSettings settings, ILogger<DownloadQueue> logger) : BackgroundService
{
    public const int Capacity = 100;

    private readonly ConcurrentDictionary<string, DownloadJob> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<DownloadJob> _copied = Channel.CreateBounded<DownloadJob>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Channel<DownloadJob> _encoded = Channel.CreateBounded<DownloadJob>(new BoundedChannelOptions(Capacity));

    public DownloadJob? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Whether the line in which it would stand takes no more.</summary>
    public bool IsFull(DownloadRow row) => LineOf(row).Reader.Count >= Capacity;

    /// <summary>How many of somebody's files are still to be encoded: each takes about as long as the lesson.</summary>
    public int Encoding(string owner) => _jobs.Values.Count(job => !IsCopy(job.Row) && job.Row.Owner == owner);

    /// <returns>False when the line is full.</returns>
    public bool TryAdd(DownloadRow row)
    {
        var job = new DownloadJob(row, new CancellationTokenSource());
        _jobs[row.Id] = job;
        if (LineOf(row).Writer.TryWrite(job)) return true;
        _jobs.TryRemove(row.Id, out _);
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
            if (row.Attempts >= DownloadStore.MostAttempts)
                await store.FinishAsync(row.Id, DownloadState.Failed, null, new DownloadError("encoding_interrupted", "The hub was stopped each time while it made this file."), stoppingToken);
            else if (!TryAdd(row))
                await store.FinishAsync(row.Id, DownloadState.Failed, null, new DownloadError("downloads_full", "The hub was restarted with too many downloads in line."), stoppingToken);
        }
        await Task.WhenAll(Enumerable.Range(0, settings.EncodeJobs).Select(_ => WorkAsync(_encoded, stoppingToken)).Append(WorkAsync(_copied, stoppingToken)));
    }

    private async Task WorkAsync(Channel<DownloadJob> line, CancellationToken stoppingToken)
    {
        await foreach (var job in line.Reader.ReadAllAsync(stoppingToken)) await RunAsync(job, stoppingToken);
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
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is, it is this file's: the next one is made.
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
        await store.BeginAsync(job.Id, cancellationToken);
        if (IsCopy(job.Row))
        {
            job.Bytes = await copies.WriteAsync(job, job.View, folder.PartPath(job.Id), length => job.Bytes = length, cancellationToken);
        }
        else
        {
            await encodings.WriteAsync(job, folder.PartPath(job.Id), cancellationToken);
            job.Bytes = new FileInfo(folder.PartPath(job.Id)).Length;
        }
        File.Move(folder.PartPath(job.Id), folder.FilePath(job.Id), overwrite: true);
    }

    private Channel<DownloadJob> LineOf(DownloadRow row) => IsCopy(row) ? _copied : _encoded;

    private static bool IsCopy(DownloadRow row) => row.Kind == "copy";

    private static DownloadError Explain(Exception failure) => failure switch
    {
        StorageFullException => new DownloadError("storage_full", failure.Message),
        RecordingGoneException => new DownloadError("recording_unknown", "The recording or its view is gone."),
        MediaFormatException => new DownloadError("media_damaged", failure.Message),
        FfmpegException encoding => new DownloadError(encoding.Code, "The file could not be encoded; the log says why."),
        _ => new DownloadError("file_failed", "The file could not be written; the log says why."),
    };

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "Download {DownloadId} of recording {RecordingId}, view {View}: made, {Bytes} bytes")]
    private partial void LogMade(string downloadId, string recordingId, string view, long bytes);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "Download {DownloadId} of recording {RecordingId} cancelled")]
    private partial void LogCancelled(string downloadId, string recordingId);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "Download {DownloadId} of recording {RecordingId}, view {View} failed")]
    private partial void LogFailed(Exception failure, string downloadId, string recordingId, string view);
}

/// <summary>The recording or its view went while a file of it was in line.</summary>
internal sealed class RecordingGoneException : Exception;
