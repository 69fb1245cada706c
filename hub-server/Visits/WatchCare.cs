using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Visits;

/// <summary>Keeps the log of watching true while the hub runs, and bounded; its work grows with those who watch.</summary>
internal sealed partial class WatchCare(WatchBook book, WatchLog log, NoteStore notes, VisitsSettings settings, TimeProvider time, ILogger<WatchCare> logger) : BackgroundService, IBeating
{
    /// <summary>What goes on is written so often: by so much a hub that is killed leaves the log short.</summary>
    public static readonly TimeSpan Written = TimeSpan.FromSeconds(30);

    /// <summary>Ends that could not be written; further ones are taken for ended when the hub starts next.</summary>
    private const int MostUnwritten = 10_000;

    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_cleaning = TimeSpan.FromMinutes(10);

    private readonly List<WatchRow> _ended = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await log.EndOpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // However late it is: a few rows, once.
        await log.SaveAsync([.. _ended, .. book.EndAll()], CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (written, cleaned) = (time.GetTimestamp(), time.GetTimestamp());
        using var timer = new PeriodicTimer(s_pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (writes, cleans) = (time.GetElapsedTime(written) >= Written, time.GetElapsedTime(cleaned) >= s_cleaning);
            if (writes) written = time.GetTimestamp();
            if (cleans) cleaned = time.GetTimestamp();
            try
            {
                using var work = Pulse.Work();
                await WriteAsync(writes, stoppingToken);
                if (cleans) await CleanAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
            }
        }
    }

    private async Task WriteAsync(bool all, CancellationToken cancellationToken)
    {
        var rows = book.Care(all);
        _ended.AddRange(rows.Where(row => row.EndedAtMs is not null).Take(MostUnwritten - _ended.Count));
        IReadOnlyList<WatchRow> saved = [.. _ended, .. rows.Where(row => row.EndedAtMs is null)];
        if (saved.Count == 0) return;
        await log.SaveAsync(saved, cancellationToken);
        _ended.Clear();
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await log.CleanAsync(now - settings.WatchLife, settings.WatchesKept, cancellationToken);
        await notes.CleanAsync(now - settings.NoteLife, cancellationToken);
    }

    [LoggerMessage(EventId = 6601, Level = LogLevel.Error, Message = "The log of watching could not be written; trying again")]
    private partial void LogFailed(Exception error);
}
