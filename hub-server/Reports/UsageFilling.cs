using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Reports;

/// <summary>
/// Counts the days of rooms that were there before days were counted, and all of them when the district's time zone is set
/// to another. A few rooms at a time, so that boxes' segments do not wait behind it; a restart goes on where it was.
/// </summary>
internal sealed partial class UsageFilling(HubDatabase database, UsageDays days, TimeProvider time, ILogger<UsageFilling> logger) : BackgroundService, IBeating
{
    private const int AtATime = 5;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(10);

    private const string SelectLeft = "SELECT room_id FROM usage_uncounted LIMIT @AtATime";

    private const string CountLeft = "SELECT COUNT(*) FROM usage_uncounted";

    private const string DeleteLeft = "DELETE FROM usage_uncounted WHERE room_id = @roomId";

    private const string SelectZone = "SELECT zone FROM usage_zone";

    private const string MarkAll = "INSERT INTO usage_uncounted (room_id) SELECT id FROM room WHERE 1 = 1 ON CONFLICT DO NOTHING";

    /// <summary>Rooms whose figures are not whole yet.</summary>
    public static Task<int> LeftAsync(DbConnection connection) => connection.ExecuteScalarAsync<int>(CountLeft);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await CatchUpAsync(stoppingToken);
                return;
            }
            catch (DbException failure)
            {
                LogFailed(failure);
            }
            await Task.Delay(s_again, time, stoppingToken);
        }
    }

    /// <summary>Until nothing is left.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(MarkOtherZoneAsync, cancellationToken);
        var rooms = 0;
        while (await LeftAsync(cancellationToken) is { Count: > 0 } left)
        {
            using var work = Pulse.Work();
            await database.WriteAsync(
                async connection =>
                {
                    foreach (var roomId in left)
                    {
                        await days.RecountRoomAsync(connection, roomId);
                        await connection.ExecuteAsync(DeleteLeft, new { roomId });
                    }
                },
                cancellationToken);
            rooms += left.Count;
        }
        if (rooms > 0) LogCounted(rooms);
    }

    private async Task MarkOtherZoneAsync(DbConnection connection)
    {
        var known = await connection.QuerySingleOrDefaultAsync<string>(SelectZone);
        if (known == days.Zone.Id) return;
        if (known is not null) await connection.ExecuteAsync(MarkAll);
        await connection.ExecuteAsync("DELETE FROM usage_zone");
        await connection.ExecuteAsync("INSERT INTO usage_zone (zone) VALUES (@Id)", new { days.Zone.Id });
    }

    private async Task<List<string>> LeftAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<string>(SelectLeft, new { AtATime })).AsList();
    }

    [LoggerMessage(EventId = 7601, Level = LogLevel.Information, Message = "Days of {Rooms} rooms counted for reports")]
    private partial void LogCounted(int rooms);

    [LoggerMessage(EventId = 7602, Level = LogLevel.Error, Message = "Days of rooms could not be counted for reports; trying again")]
    private partial void LogFailed(Exception error);
}
