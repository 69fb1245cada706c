using System.Data.Common;
using Tongtang.HubServer.Retention;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Recordings;

/// <summary>Every night: what was kept long enough goes into the recycle bin, and what has lain there long enough goes for good.</summary>
internal sealed partial class RecycleBinEmptying(RetentionNights retention, RecycleBin bin, RecordingsSettings settings, TimeProvider time, ILogger<RecycleBinEmptying> logger) : BackgroundService
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
                var over = await retention.RunAsync(stoppingToken);
                if (over > 0) LogOver(over);
                var gone = await bin.EmptyAsync(stoppingToken);
                if (gone > 0) LogEmptied(gone);
            }
            catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(EventId = 3013, Level = LogLevel.Information, Message = "{Count} recordings were kept long enough and went into the recycle bin")]
    private partial void LogOver(int count);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "The recycle bin was emptied of {Count} recordings")]
    private partial void LogEmptied(int count);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Error, Message = "Recordings that are over could not be deleted, or the recycle bin not emptied; it is tried again the next night")]
    private partial void LogFailed(Exception failure);
}
