using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>Once an hour: deletes what is too old, and notes that this boot goes on.</summary>
internal sealed class OutboxCare(OutboxStore outbox, TimeProvider time) : BackgroundService, IBeating
{
    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromHours(1), time, stoppingToken);
            using var work = Pulse.Work();
            outbox.Expire();
        }
    }
}
