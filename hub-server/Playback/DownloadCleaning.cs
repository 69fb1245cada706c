using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Playback;

/// <summary>Removes downloads a day after they were made, and files that no row knows any more.</summary>
internal sealed partial class DownloadCleaning(DownloadStore store, DownloadQueue queue, DownloadFolder folder, TimeProvider time, ILogger<DownloadCleaning> logger) : BackgroundService, IBeating
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_pace = TimeSpan.FromMinutes(10);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pace, time);
        do
        {
            try
            {
                using var work = Pulse.Work();
                await CleanAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                LogFailed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        foreach (var row in (await store.ListAsync(cancellationToken)).Where(row => row.FinishedAtMs <= before.ToUnixTimeMilliseconds()))
            await queue.CancelAsync(row.Id, cancellationToken);
        folder.RemoveOlderThan(before);
    }

    [LoggerMessage(EventId = 5008, Level = LogLevel.Error, Message = "Old downloads could not be removed; trying again")]
    private partial void LogFailed(Exception error);
}
