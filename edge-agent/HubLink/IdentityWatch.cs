using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>Notices an identity that <c>edge-agent enrol</c>, another process, has put there.</summary>
internal sealed class IdentityWatch(HubIdentity identity, TimeProvider time) : BackgroundService, IBeating
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pace, time, stoppingToken);
            using var work = Pulse.Work();
            identity.Refresh();
        }
    }
}
