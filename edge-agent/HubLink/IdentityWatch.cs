namespace Tongtang.EdgeAgent.HubLink;

/// <summary>Notices an identity that <c>edge-agent enrol</c>, another process, has put there.</summary>
internal sealed class IdentityWatch(HubIdentity identity, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pace, time, stoppingToken);
            identity.Refresh();
        }
    }
}
