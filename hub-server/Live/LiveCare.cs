using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Live;

/// <summary>Looks after sources and viewers once a second.</summary>
internal sealed class LiveCare(LiveBoard board, LiveParts parts, LiveSockets sockets, TimeProvider time) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            using var work = Pulse.Work();
            board.Care();
            parts.Care();
            sockets.CutStalled();
        }
    }
}
