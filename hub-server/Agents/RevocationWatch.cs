using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Looks in the database whether boxes with open calls may still have them. What this process changes itself takes effect
/// at once; this is for what another process changed, and for boxes that have only a long upload open.
/// </summary>
internal sealed partial class RevocationWatch(AgentRegistry registry, TimeProvider time, ILogger<RevocationWatch> logger) : BackgroundService, IBeating
{
    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(AgentRegistry.GoodFor, time, stoppingToken);
            try
            {
                using var work = Pulse.Work();
                await registry.RecheckAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(EventId = 2012, Level = LogLevel.Error, Message = "Whether boxes with open calls may still have them could not be asked; trying again")]
    private partial void LogFailed(Exception error);
}
