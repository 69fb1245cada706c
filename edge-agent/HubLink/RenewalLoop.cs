using System.Security.Authentication;
using System.Security.Cryptography;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Renews the box's certificate in time. Only the hub's clock decides, so nothing happens before a link has told it: a
/// box in 1970 or in 2028 neither waits for ever nor renews at each start.
/// </summary>
internal sealed partial class RenewalLoop(
    HubIdentity identity, LinkBoard link, CertificateRenewal renewal, HubClock clock, TimeProvider time, ILogger<RenewalLoop> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryCap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; ;)
        {
            var seen = link.Changed.Version;
            if (Due() is not { } current)
            {
                await WaitAsync(link.Changed.WaitAsync(seen, stoppingToken));
                continue;
            }
            if (await TryAsync(current, failures + 1, stoppingToken) is not { } wait)
            {
                failures = 0;
                continue;
            }
            failures++;
            await Task.Delay(wait, time, stoppingToken);
        }
    }

    private AgentIdentity? Due() =>
        link.Current.Phase == LinkPhase.Online && clock.Offset is not null && identity.Current is { } current && RenewalPlan.DueAt(current) <= clock.UtcNow ? current : null;

    /// <returns>How long to wait before the next try; null when there is none to make.</returns>
    private async Task<TimeSpan?> TryAsync(AgentIdentity current, int failures, CancellationToken stoppingToken)
    {
        using var work = Pulse.Work();
        try
        {
            if (await renewal.RenewAsync(current, stoppingToken)) LogRenewed(identity.Current?.Certificate.NotAfter);
            return null;
        }
        catch (Exception error) when (error is GrpcException or HttpRequestException or IOException or AuthenticationException or CryptographicException)
        {
            var wait = BackOff.Delay(failures, FirstRetry, RetryCap, Random.Shared.NextDouble()) + ((error as GrpcException)?.RetryAfter() ?? TimeSpan.Zero);
            LogFailed(error.Message, wait.TotalSeconds);
            return wait;
        }
    }

    private async Task WaitAsync(Task change)
    {
        try
        {
            await change.WaitAsync(Pace, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Nothing was said; look anyway.
        }
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "The box's certificate was renewed; valid until {NotAfter}")]
    private partial void LogRenewed(DateTime? notAfter);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Warning, Message = "The box's certificate could not be renewed: {Problem}; trying again in {RetrySeconds:0} s")]
    private partial void LogFailed(string problem, double retrySeconds);
}
