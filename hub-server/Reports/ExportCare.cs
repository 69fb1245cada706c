using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Reports;

/// <summary>Removes files of reports in their time.</summary>
internal sealed partial class ExportCare(ExportStore store, ExportLine line, ReportsSettings settings, TimeProvider time, ILogger<ExportCare> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMinutes(10);

    public async Task CareAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await store.ExpireAsync(time.GetUtcNow() - settings.ExportLife, cancellationToken)) line.Remove(id);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pace, time);
        do
        {
            try
            {
                using var work = Pulse.Work();
                await CareAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is DbException or IOException)
            {
                LogFailed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 7614, Level = LogLevel.Error, Message = "Old report files could not be removed; trying again")]
    private partial void LogFailed(Exception error);
}
