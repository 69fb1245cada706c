using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Reports;

/// <summary>
/// Makes files of reports, one at a time. Those in line are in the database, so that a restart begins again what was not
/// finished; what stopped the hub as often as <see cref="ExportStore.MostAttempts"/> is told as failed.
/// </summary>
internal sealed partial class ExportLine(
    ExportStore store, HubDatabase database, UsageReader reader, ReportSheets sheets, DataFolder data, ILogger<ExportLine> logger) : BackgroundService
{
    /// <summary>In line; a further one is refused.</summary>
    public const int Capacity = 50;

    private readonly ConcurrentDictionary<string, ExportJob> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<ExportJob> _line = Channel.CreateBounded<ExportJob>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public bool IsFull => _jobs.Count >= Capacity;

    public ExportJob? Find(string id) => _jobs.GetValueOrDefault(id);

    public string PathOf(string id) => Path.Combine(data["exports"], id);

    /// <returns>False when the line is full.</returns>
    public bool TryAdd(string id)
    {
        var job = new ExportJob(id);
        _jobs[id] = job;
        if (_line.Writer.TryWrite(job)) return true;
        _jobs.TryRemove(id, out _);
        return false;
    }

    /// <summary>Nothing remains of it.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(id, cancellationToken);
        if (_jobs.TryGetValue(id, out var job)) await job.Cancellation.CancelAsync();
        else Remove(id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(data["exports"]);
        foreach (var row in await store.ListOpenAsync(stoppingToken))
        {
            if (_jobs.ContainsKey(row.Id)) continue;
            if (row.Attempts >= ExportStore.MostAttempts) await FailAsync(row.Id, new ExportError("export_interrupted", "The hub was stopped each time while it made this file."), stoppingToken);
            else if (!TryAdd(row.Id)) await FailAsync(row.Id, new ExportError("exports_full", "The hub was restarted with too many files in line."), stoppingToken);
        }
        await foreach (var job in _line.Reader.ReadAllAsync(stoppingToken)) await RunAsync(job, stoppingToken);
    }

    private async Task RunAsync(ExportJob job, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation.Token, stoppingToken);
        try
        {
            if (!await store.BeginAsync(job.Id, either.Token)) return;
            job.IsRunning = true;
            var bytes = await MakeAsync(job, either.Token);
            await store.FinishAsync(job.Id, bytes, null, either.Token);
            LogMade(job.Id, bytes);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            LogCancelled(job.Id);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DbException or SheetFullException or SubjectGoneException)
        {
            LogFailed(failure, job.Id);
            await FailAsync(job.Id, Explain(failure), stoppingToken);
        }
        finally
        {
            _jobs.TryRemove(job.Id, out _);
            File.Delete(PathOf(job.Id) + ".part");
            if (job.Cancellation.IsCancellationRequested) Remove(job.Id);
        }
    }

    private async Task<long> MakeAsync(ExportJob job, CancellationToken cancellationToken)
    {
        var row = await store.FindAsync(job.Id, cancellationToken) ?? throw new SubjectGoneException();
        var wish = row.Asked();
        var part = PathOf(job.Id) + ".part";
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var subject = await reader.FindAsync(connection, await ReportPlaces.ScopeAsync(connection, row.Scope), wish.Report) ?? throw new SubjectGoneException();
        var total = Math.Max(1, await sheets.CountAsync(connection, subject, wish));
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024))
        {
            using ISheets writer = wish.Format == ExportFormat.Csv ? new CsvSheets(file) : new XlsxSheets(file);
            await sheets.WriteAsync(connection, subject, wish, writer, rows =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                job.Progress = Math.Min(0.99, (double)rows / total);
            });
            file.Flush(flushToDisk: true);
        }
        cancellationToken.ThrowIfCancellationRequested();
        File.Move(part, PathOf(job.Id), overwrite: true);
        return new FileInfo(PathOf(job.Id)).Length;
    }

    private async Task FailAsync(string id, ExportError error, CancellationToken cancellationToken)
    {
        Remove(id);
        await store.FinishAsync(id, null, error, cancellationToken);
    }

    public void Remove(string id) => File.Delete(PathOf(id));

    private static ExportError Explain(Exception failure) => failure switch
    {
        SheetFullException => new ExportError("sheet_full", failure.Message),
        SubjectGoneException => new ExportError("place_unknown", "The place or the term of the report is gone."),
        _ => new ExportError("file_failed", "The file could not be written; the log says why."),
    };

    private sealed class SubjectGoneException : Exception;

    [LoggerMessage(EventId = 7611, Level = LogLevel.Information, Message = "Report file {ExportId} made, {Bytes} bytes")]
    private partial void LogMade(string exportId, long bytes);

    [LoggerMessage(EventId = 7612, Level = LogLevel.Information, Message = "Report file {ExportId} cancelled")]
    private partial void LogCancelled(string exportId);

    [LoggerMessage(EventId = 7613, Level = LogLevel.Warning, Message = "Report file {ExportId} failed")]
    private partial void LogFailed(Exception failure, string exportId);
}

/// <summary>A file in line or being made.</summary>
internal sealed class ExportJob(string id)
{
    public string Id { get; } = id;

    public CancellationTokenSource Cancellation { get; } = new();

    private volatile bool _isRunning;
    private double _progress;

    public bool IsRunning
    {
        get => _isRunning;
        set => _isRunning = value;
    }

    public double Progress
    {
        get => Volatile.Read(ref _progress);
        set => Volatile.Write(ref _progress, value);
    }
}
