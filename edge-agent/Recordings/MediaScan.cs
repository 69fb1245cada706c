namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// After a repair: goes through the media of recordings that are over, enters what the journal does not know and mends
/// what is not as it says. Then through what the hub does not have yet, once; from then on it looks at what the hub found
/// damaged. In no hurry: recording goes before.
/// </summary>
internal sealed class MediaScan(Journal journal, Recovery recovery, TimeProvider time) : BackgroundService
{
    /// <summary>Of recordings that the hub does not have whole, the names of the files are compared at each start.</summary>
    private const int MostUnfinished = 1000;

    /// <summary>It never reads more: the disk is there to record.</summary>
    private const double MostBytesPerSecond = 20_000_000;

    private readonly TaskCompletionSource _through = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when all that lay there at the start has been looked at.</summary>
    public Task Through => _through.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        foreach (var id in journal.ToScan().Concat(journal.Unfinished(MostUnfinished)).Distinct(StringComparer.Ordinal).Where(id => !journal.IsRunning(id)))
        {
            await recovery.AdoptAsync(id, decode: true, stoppingToken);
            journal.Scan(id, needed: false);
        }
        foreach (var segment in journal.Unacknowledged().Reverse())
        {
            await recovery.CheckAsync(segment, stoppingToken);
            await Task.Delay(TimeSpan.FromSeconds(segment.Bytes / MostBytesPerSecond), time, stoppingToken);
        }
        _through.SetResult();
        await foreach (var segment in journal.Doubted.ReadAllAsync(stoppingToken)) await recovery.CheckAsync(segment, stoppingToken);
    }
}
