using System.Security.Cryptography;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// Hands recordings to the hub whenever the link stands, over a connection of its own. When that connection breaks it
/// waits for the link again, and a little, so that a hub that drops only uploads is not hammered.
/// </summary>
internal sealed partial class UploadLoop(
    Journal journal,
    HubIdentity identity,
    HubConnections connections,
    LinkBoard link,
    SegmentSender sender,
    UploadBoard board,
    UploadOptions options,
    HubOptions hub,
    TimeProvider time,
    ILogger<UploadLoop> logger) : BackgroundService
{
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
            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task<AgentIdentity> OnlineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = link.Changed.Version;
            if (link.Current.Phase == LinkPhase.Online && identity.Current is { } current) return current;
            await link.Changed.WaitAsync(seen, cancellationToken);
        }
    }

    /// <summary>The uploads may have found a hub that came back from a backup before the link has.</summary>
    private async Task OtherGenerationAsync(string generation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = link.Changed.Version;
            if (link.Current.StoreGeneration != generation) return;
            await link.Changed.WaitAsync(seen, cancellationToken);
        }
    }

    /// <summary>One connection's life. Answers why it ended; null when the box became another agent, or the hub another life.</summary>
    private async Task<string?> RunRoundAsync(AgentIdentity current, CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var connection = connections.Open(current);
        var generation = link.Current.StoreGeneration;
        if (generation.Length > 0) journal.AnswersAreOf(Convert.ToHexStringLower(SHA256.HashData(current.Ca.RawData)), generation);
        var replaced = identity.Changed.WaitAsync(identity.Changed.Version, round.Token);
        var restored = OtherGenerationAsync(generation, round.Token);
        var uploading = new UploadRound(connection.Channel, journal, sender, board, options, time, logger).RunAsync(round.Token);
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
