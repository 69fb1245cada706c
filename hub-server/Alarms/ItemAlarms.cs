using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Alarms;

/// <summary>
/// Makes alarms of what boxes delivered, in the order in which it was stored, each exactly once: how far it has come is
/// written in the transaction of what it made. Woken by the commit of a batch.
/// </summary>
internal sealed partial class ItemAlarms(ItemLog log, HubDatabase database, AlarmRows rows, AlarmBook book, TimeProvider time, ILogger<ItemAlarms> logger) : BackgroundService, IBeating
{
    /// <summary>Items of one transaction: everyone else who writes waits for it.</summary>
    private const int Piece = 100;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private const string Name = "alarms";

    private const string SelectNumber = "SELECT COALESCE(MAX(number), 0) FROM item_reader WHERE name = @Name";

    private const string UpdateNumber = "INSERT INTO item_reader (name, number) VALUES (@Name, @number) ON CONFLICT (name) DO UPDATE SET number = excluded.number";

    /// <summary>
    /// Readings' database may have been lost or brought back from an older copy: its numbers then begin again below where
    /// this reader stands, and it must not wait for them to come up to it.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var last = await log.LastAsync(cancellationToken);
        if (last < await NumberAsync(cancellationToken)) await database.WriteAsync(connection => StepAsync(connection, last), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var grown = log.Grown;
            try
            {
                if (await WorkAsync(stoppingToken)) continue;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The disk is full or gone: the items are safe where they are.
                LogFailed(failure);
                await Task.Delay(s_again, time, stoppingToken);
                continue;
            }
            await grown.WaitAsync(stoppingToken);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        using var work = Pulse.Work();
        // From the database each time: after a failure memory may be wrong.
        var items = await log.ReadAfterAsync(await NumberAsync(cancellationToken), Piece, cancellationToken);
        if (items.Count == 0) return false;
        var changed = await database.WriteAsync(
            async connection =>
            {
                var ids = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var item in items)
                {
                    if (item.Item.Alarm is not { } alarm) continue;
                    foreach (var id in await ApplyAsync(connection, item, alarm)) ids[id] = item.RoomId;
                }
                await StepAsync(connection, items[^1].Number);
                return ids;
            },
            cancellationToken);
        foreach (var (id, roomId) in changed) book.Tell(id, roomId);
        return items.Count == Piece;
    }

    /// <returns>The alarms that changed.</returns>
    private async Task<IReadOnlyList<string>> ApplyAsync(DbConnection connection, LoggedItem item, Alarm alarm)
    {
        var notice = new AlarmNotice
        {
            RoomId = item.RoomId,
            AgentId = item.AgentId,
            Origin = AlarmOrigin.Box,
            Key = alarm.Key,
            Kind = alarm.Kind,
            Subject = alarm.Subject,
            RecordingId = alarm.RecordingId,
            Details = JsonSerializer.Serialize<IDictionary<string, string>>(alarm.Details, JsonDefaults.Options),
            AtMs = item.TimeMs,
            ReceivedAtMs = item.ReceivedAtMs,
        };
        if (alarm.Change == AlarmChange.Forgotten) return await AlarmRows.ClearAllAsync(connection, notice);
        var changed = alarm.Change switch
        {
            AlarmChange.Cleared => await rows.ClearAsync(connection, notice),
            AlarmChange.Changed => await rows.RaiseAsync(connection, notice, again: false),
            _ => await rows.RaiseAsync(connection, notice),
        };
        return changed is null ? [] : [changed];
    }

    private async Task<long> NumberAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(SelectNumber, new { Name });
    }

    private static Task<int> StepAsync(DbConnection connection, long number) => connection.ExecuteAsync(UpdateNumber, new { Name, number });

    [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "Alarms of boxes could not be worked off; trying again")]
    private partial void LogFailed(Exception error);
}
