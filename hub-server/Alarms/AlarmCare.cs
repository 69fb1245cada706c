using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Alarms;

/// <summary>What time alone does to alarms: a suppression ends, and cleared ones have lived their life.</summary>
internal sealed partial class AlarmCare(HubDatabase database, AlarmBook book, DueTimes suppressions, AlarmsSettings settings, TimeProvider time, ILogger<AlarmCare> logger) : BackgroundService, IBeating
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private const int Piece = 500;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);

    private const string SelectSuppressed = "SELECT id AS Id, suppressed_until_ms AS UntilMs FROM alarm WHERE suppressed_until_ms > @now";

    private const string SelectRoom = "SELECT room_id FROM alarm WHERE id = @id";

    private const string DeleteOld = "DELETE FROM alarm WHERE id IN (SELECT id FROM alarm WHERE cleared_received_at_ms < @before ORDER BY cleared_received_at_ms LIMIT @Piece)";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var (id, untilMs) in await connection.QueryAsync<(string, long)>(SelectSuppressed, new { now = time.GetUtcNow().ToUnixTimeMilliseconds() }))
            suppressions.Set(id, DateTimeOffset.FromUnixTimeMilliseconds(untilMs));
        await base.StartAsync(cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WakeAsync(stoppingToken), CleanAsync(stoppingToken));

    /// <summary>What was suppressed until now is told, so that pages count it again.</summary>
    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var id = await suppressions.NextAsync(cancellationToken);
            try
            {
                using var work = Pulse.Work();
                await using var connection = await database.OpenAsync(cancellationToken);
                if (await connection.QuerySingleOrDefaultAsync<string>(SelectRoom, new { id }) is { } roomId) book.Tell(id, roomId);
            }
            catch (DbException failure)
            {
                LogNotTold(failure, id);
                suppressions.Set(id, time.GetUtcNow() + s_again);
            }
        }
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, cancellationToken);
            var before = (time.GetUtcNow() - settings.Life).ToUnixTimeMilliseconds();
            try
            {
                while (await DeleteAsync(before, cancellationToken) == Piece)
                {
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
            }
        }
    }

    private async Task<int> DeleteAsync(long before, CancellationToken cancellationToken)
    {
        using var work = Pulse.Work();
        return await database.WriteAsync(connection => connection.ExecuteAsync(DeleteOld, new { before, Piece }), cancellationToken);
    }

    [LoggerMessage(EventId = 6004, Level = LogLevel.Error, Message = "The end of the suppression of alarm {AlarmId} could not be told; trying again")]
    private partial void LogNotTold(Exception error, string alarmId);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error, Message = "Old alarms could not be deleted; trying again")]
    private partial void LogFailed(Exception error);
}
