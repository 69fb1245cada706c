using System.Collections.Concurrent;
using System.Security.Cryptography;
using Tongtang.HubServer.Webhooks;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Notices;

/// <summary>
/// Sends what is in line. Every channel has a turn of its own, so that a peer which hangs holds up nobody else; what was
/// refused is tried again later and later.
/// </summary>
internal sealed partial class NoticeSender(
    NoticeOutbox outbox, ChannelStore channels, RobotSender robots, NoticesSettings settings, WebhooksSettings addresses, TimeProvider time, ILogger<NoticeSender> logger) : BackgroundService, IBeating
{
    /// <summary>Channels that are sent on at the same time; further ones wait for their turn.</summary>
    private const int AtOnce = 16;

    /// <summary>Messages of one turn.</summary>
    private const int Piece = 50;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_cleanEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastWait = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Task> _turns = new(StringComparer.Ordinal);
    private DateTimeOffset _cleanedAt;

    /// <summary>How long after so many attempts the next one is: four times as long each time, up to an hour, give or take a fifth.</summary>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan WaitAfter(int attempts, double chance)
    {
        var wait = s_firstWait * Math.Pow(4, Math.Min(attempts - 1, 10));
        return (wait < s_lastWait ? wait : s_lastWait) * (0.8 + (0.4 * chance));
    }

    /// <summary>Sends one message now, as the loop does; for trials too.</summary>
    public async Task<NoticeOutcome> SendAsync(OpenChannel channel, MailLine? line, string id, string address, NoticeContent content, CancellationToken cancellationToken) =>
        line is null ? await robots.SendAsync(channel, id, content, cancellationToken) : await line.SendAsync(MailText.Of(channel.Target, address, id, content, time.GetUtcNow()), cancellationToken);

    public MailLine? LineOf(OpenChannel channel) => channel.Kind == ChannelKind.Mail ? new MailLine(channel.Target, channel.Secret, settings, addresses, time) : null;

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = time.CreateTimer(_ => outbox.Wake(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        var resumed = false;
        try
        {
            while (true)
            {
                await outbox.Signal.ReadAsync(stoppingToken);
                var wait = s_afterFailure;
                try
                {
                    using var work = Pulse.Work();
                    if (!resumed) await outbox.ResumeAsync(stoppingToken);
                    resumed = true;
                    await BeginTurnsAsync(stoppingToken);
                    await CleanAsync(stoppingToken);
                    wait = await WaitAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogFailed(failure);
                }
                timer.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            await Task.WhenAll(_turns.Values);
        }
    }

    private async Task BeginTurnsAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await outbox.ChannelsAsync(cancellationToken))
        {
            if (_turns.Count >= AtOnce) return;
            if (_turns.ContainsKey(id)) continue;
            // Begun only when it stands there: it takes itself away at its end.
            var turn = new Task<Task>(() => TurnAsync(id, cancellationToken));
            _turns[id] = turn.Unwrap();
            turn.Start(TaskScheduler.Default);
        }
    }

    private async Task TurnAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            if (await channels.OpenAsync(id, cancellationToken) is not { } channel) return;
            using var line = LineOf(channel);
            for (var sent = 0; sent < Piece && await outbox.ClaimAsync(channel, cancellationToken) is { } notice; sent++)
            {
                var outcome = await SendAsync(channel, line, notice.Id, notice.Address, notice.Content, cancellationToken);
                await FinishAsync(channel, notice, outcome);
            }
        }
        catch (OperationCanceledException)
        {
            // The hub ends; what was claimed is tried once more after its start.
        }
        catch (Exception failure)
        {
            LogFailed(failure);
        }
        finally
        {
            _turns.TryRemove(id, out _);
            outbox.Wake();
        }
    }

    private async Task FinishAsync(OpenChannel channel, DueNotice notice, NoticeOutcome outcome)
    {
        var now = time.GetUtcNow();
        var wait = outcome.Rest ?? WaitAfter(notice.Attempts, RandomNumberGenerator.GetInt32(1_000_001) / 1_000_000.0);
        var isLast = outcome.ErrorCode is null || outcome.IsFinal || now + wait > notice.CreatedAt + settings.GiveUpAfter;
        // It happened: the end of the hub does not undo it.
        if (outcome.Rest is { } rest) await channels.RestAsync(channel.Id, rest, CancellationToken.None);
        await outbox.FinishAsync(notice.Id, outcome, isLast ? null : now + wait, CancellationToken.None);
        LogSent(notice.Id, channel.Id, notice.Attempts, outcome.ErrorCode);
    }

    private async Task<TimeSpan> WaitAsync(CancellationToken cancellationToken)
    {
        if (await outbox.NextAsync(cancellationToken) is not { } next) return s_longestWait;
        var left = next - time.GetUtcNow();
        // What is due has its turn now, or waits for one, whose end wakes this loop.
        return left <= TimeSpan.Zero ? s_afterFailure : left < s_longestWait ? left : s_longestWait;
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _cleanedAt < s_cleanEvery) return;
        _cleanedAt = time.GetUtcNow();
        await outbox.CleanAsync(settings.LogLife, cancellationToken);
    }

    [LoggerMessage(EventId = 8302, Level = LogLevel.Debug, Message = "Notice {DeliveryId} on channel {ChannelId}, attempt {Attempt}: {ErrorCode}")]
    private partial void LogSent(string deliveryId, string channelId, int attempt, string? errorCode);

    [LoggerMessage(EventId = 8303, Level = LogLevel.Error, Message = "Notices could not be sent; trying again")]
    private partial void LogFailed(Exception error);
}
