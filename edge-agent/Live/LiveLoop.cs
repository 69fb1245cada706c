using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Live;

/// <summary>
/// Keeps the connection for frames as long as the hub asks for it and the link stands; and keeps from everybody's eyes
/// what is covered or paused on the panel.
/// </summary>
internal sealed partial class LiveLoop(
    LiveBoard board, LiveSession session, LiveCurtain curtain, HubIdentity identity, HubConnections connections, LinkBoard link, HubOptions hub, TimeProvider time, ILogger<LiveLoop> logger) : BackgroundService
{
    /// <summary>It is tried only while somebody watches and the hub answers on the link; the picture is to be back within three seconds.</summary>
    private static readonly TimeSpan s_retryCap = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await await Task.WhenAny(curtain.RunAsync(stoppingToken), ServeAsync(stoppingToken));

    private async Task ServeAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            var current = await WantedAsync(stoppingToken);
            var began = time.GetTimestamp();
            var problem = await RunAsync(current, stoppingToken);
            if (problem is null)
            {
                failures = 0;
                continue;
            }
            failures = time.GetElapsedTime(began) >= hub.StableAfter ? 1 : failures + 1;
            var delay = BackOff.Delay(failures, hub.FirstRetry, hub.RetryCap < s_retryCap ? hub.RetryCap : s_retryCap, Random.Shared.NextDouble());
            LogBroken(problem, delay.TotalSeconds);
            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task<AgentIdentity> WantedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (seen, linkSeen) = (board.Changed.Version, link.Changed.Version);
            if (board.Requested.Count > 0 && link.Current.Phase == LinkPhase.Online && identity.Current is { } current) return current;
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(board.Changed.WaitAsync(seen, round.Token), link.Changed.WaitAsync(linkSeen, round.Token));
            await round.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One connection's life. Answers why it broke; null when nobody watches any more or the box became another agent.</summary>
    private async Task<string?> RunAsync(AgentIdentity current, CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var connection = connections.Open(current);
        var pushing = session.RunAsync(connection.Channel, round.Token);
        await Task.WhenAny(pushing, identity.Changed.WaitAsync(identity.Changed.Version, round.Token), NobodyWatchesAsync(round.Token));
        await round.CancelAsync();
        try
        {
            await pushing;
            return null;
        }
        catch (Exception error) when (error is GrpcException or LinkLostException)
        {
            return connection.Trust.Problem ?? error.Message;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task NobodyWatchesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = board.Changed.Version;
            if (board.Requested.Count == 0) return;
            await board.Changed.WaitAsync(seen, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "Live frames broke off: {Problem}; going on in {RetrySeconds:0.0} s")]
    private partial void LogBroken(string problem, double retrySeconds);
}
