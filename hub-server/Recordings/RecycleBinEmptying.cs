using System.Data.Common;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Recordings;

/// <summary>Every night: what has lain in the recycle bin long enough goes for good.</summary>
internal sealed partial class RecycleBinEmptying(RecycleBin bin, RecordingsSettings settings, TimeProvider time, ILogger<RecycleBinEmptying> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        while (true)
        {
            var now = time.GetUtcNow();
            await Task.Delay(Nights.Next(now, settings.EmptyAt, zone) - now, time, stoppingToken);
            try
            {
                var gone = await bin.EmptyAsync(stoppingToken);
                if (gone > 0) LogEmptied(gone);
            }
            catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "The recycle bin was emptied of {Count} recordings")]
    private partial void LogEmptied(int count);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Error, Message = "The recycle bin could not be emptied; it is tried again the next night")]
    private partial void LogFailed(Exception failure);
}
