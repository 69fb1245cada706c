using Tongtang.HubServer.Alarms;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Maintenance;

/// <summary>Tells when maintenance begins and ends, and plans the next week's. One queue of what is due; nothing is looked at between.</summary>
internal sealed partial class MaintenanceRounds(MaintenanceStore store, MaintenanceTeller teller, TimeProvider time, ILogger<MaintenanceRounds> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);

    private readonly DueTimes _due = new(time);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    /// <summary>A window is new or was changed.</summary>
    public void Look(string id) => _due.SetNoLater(id, time.GetUtcNow());

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await store.ReplanAsync(schoolId: null, cancellationToken)) Look(id);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _due.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var id = await _due.NextAsync(stoppingToken);
            try
            {
                using var work = Pulse.Work();
                await TurnAsync(id, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure, id);
                _due.SetNoLater(id, time.GetUtcNow() + s_again);
            }
        }
    }

    private async Task TurnAsync(string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { IsOver: false } window) return;
        var now = time.GetUtcNow();
        if (window.StartsAt > now)
        {
            _due.SetNoLater(id, window.StartsAt);
        }
        else if (window.EndsAt > now)
        {
            if (!window.IsTold)
            {
                await teller.TellAsync(window.PlaceId, cancellationToken);
                await store.ToldAsync(id, cancellationToken);
            }
            _due.SetNoLater(id, window.EndsAt);
        }
        else
        {
            await teller.TellAsync(window.PlaceId, cancellationToken);
            await store.FinishAsync(window, cancellationToken);
            Look(id);
        }
    }

    [LoggerMessage(EventId = 6011, Level = LogLevel.Error, Message = "That maintenance {WindowId} begins or ends could not be told; trying again")]
    private partial void LogFailed(Exception error, string windowId);
}
