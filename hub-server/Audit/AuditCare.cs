using System.Threading.Channels;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Audit;

/// <summary>Every night, and whenever it is asked for: checks the chain; at night also takes away what is too old.</summary>
internal sealed partial class AuditCare(CheckBook book, ChainCheck check, AuditPruning pruning, AuditSettings settings, TimeProvider time, ILogger<AuditCare> logger) : BackgroundService, IBeating
{
    /// <summary>After this long without a night (the hub was off), it is done at once.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(26);

    /// <summary>How often the progress is written down.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(500);

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <returns>The check that now runs.</returns>
    public async Task<string> AskAsync(string by, CancellationToken cancellationToken)
    {
        var id = await book.BeginAsync(by, cancellationToken);
        _asked.Writer.TryWrite(id);
        return id;
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await book.InterruptAsync(stoppingToken);
        var last = (await book.LastAsync(stoppingToken))?.BegunAt;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        while (true)
        {
            var now = time.GetUtcNow();
            var next = last is { } before && now - before < s_longest || last is null ? Nights.Next(now, settings.CheckAt, zone) : now;
            var asked = await AskedAsync(next - now, stoppingToken);
            try
            {
                if (asked is null) await pruning.RunAsync(stoppingToken);
                await RunAsync(asked ?? await book.BeginAsync("", stoppingToken), stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
            }
            Pulse.Rest();
            last = time.GetUtcNow();
        }
    }

    /// <returns>The check that somebody asked for; null: the night came first.</returns>
    private async Task<string?> AskedAsync(TimeSpan wait, CancellationToken stoppingToken)
    {
        using var night = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, night.Token);
        try
        {
            return await _asked.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        var (done, savedAt) = (0L, time.GetTimestamp());
        try
        {
            var broken = await check.RunAsync(
                async rows =>
                {
                    done = rows;
                    Pulse.Within(Heartbeat.LongestWork);
                    if (time.GetElapsedTime(savedAt) < s_pace) return;
                    savedAt = time.GetTimestamp();
                    await book.SaveAsync(id, CheckState.Running, rows, null, cancellationToken);
                },
                cancellationToken);
            await book.SaveAsync(id, broken is null ? CheckState.Sound : CheckState.Broken, done, broken, cancellationToken);
            if (broken is null) LogSound(done);
            else LogBroken(broken.Seq, broken.Fault);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await book.SaveAsync(id, CheckState.Interrupted, done, null, cancellationToken);
            throw;
        }
    }

    [LoggerMessage(EventId = 8202, Level = LogLevel.Information, Message = "The audit's chain is whole: {Rows} rows")]
    private partial void LogSound(long rows);

    [LoggerMessage(EventId = 8203, Level = LogLevel.Critical, Message = "The audit's chain is broken at row {Seq}: {Fault}. Somebody changed the database past the hub, or its disk did")]
    private partial void LogBroken(long seq, string fault);

    [LoggerMessage(EventId = 8204, Level = LogLevel.Error, Message = "The audit could not be checked; it is tried again the next night")]
    private partial void LogFailed(Exception failure);
}
