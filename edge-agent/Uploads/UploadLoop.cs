using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// Hands recordings to the hub whenever the link stands, over a connection of its own. When that connection breaks it
/// waits for the link again, and a little, so that a hub that drops only uploads is not hammered.
/// </summary>
internal sealed partial class UploadLoop(
    UploadRounds rounds,
    Reconciliation reconciliation,
    HubIdentity identity,
    HubConnections connections,
    LinkBoard link,
    HubOptions hub,
    UploadBoard board,
    TimeProvider time,
    ILogger<UploadLoop> logger) : BackgroundService
{
    /// <summary>Nothing need happen for longer; the loop comes round all the same, so that one that hangs is noticed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            var current = await OnlineAsync(stoppingToken);
            var began = time.GetTimestamp();
            var problem = await RunRoundAsync(current, stoppingToken);
            if (problem is null) continue;
            failures = time.GetElapsedTime(began) >= hub.StableAfter ? 1 : failures + 1;
            var delay = BackOff.Delay(failures, hub.FirstRetry, hub.RetryCap, Random.Shared.NextDouble());
            LogBroken(problem, delay.TotalSeconds);
            board.Pulse.Within(delay + UploadRound.Slow);
            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task<AgentIdentity> OnlineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = link.Changed.Version;
            if (link.Current.Phase == LinkPhase.Online && identity.Current is { } current) return current;
            board.Pulse.Within(UploadRound.Slow);
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(link.Changed.WaitAsync(seen, round.Token), Task.Delay(LongestWait, time, round.Token));
            await round.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One connection's life. Answers why it ended; null when the box became another agent, or the hub another life.</summary>
    private async Task<string?> RunRoundAsync(AgentIdentity current, CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var connection = connections.Open(current);
        var generation = reconciliation.Generation;
        reconciliation.Apply(current);
        var replaced = identity.Changed.WaitAsync(identity.Changed.Version, round.Token);
        var restored = reconciliation.OtherGenerationAsync(generation, round.Token);
        var uploading = rounds.On(connection.Channel).RunAsync(round.Token);
        await Task.WhenAny(uploading, replaced, restored);
        await round.CancelAsync();
        try
        {
            await uploading;
            return null;
        }
        catch (GrpcException error)
        {
            return connection.Trust.Problem ?? error.Message;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Uploads broke off: {Problem}; going on in {RetrySeconds:0.0} s")]
    private partial void LogBroken(string problem, double retrySeconds);
}
