namespace Tongtang.HubServer.Agents;

/// <summary>
/// Looks in the database whether boxes with open calls may still have them. What this process changes itself takes effect
/// at once; this is for what another process changed, and for boxes that have only a long upload open.
/// </summary>
internal sealed class RevocationWatch(AgentRegistry registry, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(AgentRegistry.GoodFor, time, stoppingToken);
            await registry.RecheckAsync(stoppingToken);
        }
    }
}
