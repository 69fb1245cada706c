using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// Deletes what has lived its life: a few rooms a minute, in small pieces between the writer's groups. A minute's work is
/// the same for ten rooms and for ten thousand; a round through all of them takes longer for more. Of a room that a person
/// has deleted nothing stays.
/// </summary>
internal sealed partial class ReadingsRetention(ReadingsWriter writer, HubDatabase hub, ReadingsSettings settings, TimeProvider time, ILogger<ReadingsRetention> logger) : BackgroundService, IBeating
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public const int RoomsAtOnce = 20;

    private const int Piece = 2000;

    private const string SelectRooms = "SELECT number AS Number, room_id AS RoomId FROM reading_room WHERE number > @after ORDER BY number LIMIT @RoomsAtOnce";

    private const string SelectLiving = "SELECT id FROM room WHERE id IN @ids";

    private const string DeleteGaps = """
        DELETE FROM declared_gap WHERE (agent_id, store_epoch, item_class, first_sequence) IN
          (SELECT agent_id, store_epoch, item_class, first_sequence FROM declared_gap WHERE received_at_ms < @before ORDER BY received_at_ms LIMIT @Piece)
        """;

    private const string DeleteRoom = """
        DELETE FROM item WHERE room_id = @RoomId;
        DELETE FROM unplaced_reading WHERE room = @Number;
        DELETE FROM declared_gap WHERE agent_id IN (SELECT agent_id FROM delivery WHERE room_id = @RoomId);
        DELETE FROM delivery WHERE room_id = @RoomId;
        DELETE FROM series WHERE room = @Number;
        DELETE FROM reading_room WHERE number = @Number
        """;

    private const string DeleteItems = """
        DELETE FROM item WHERE number IN (SELECT number FROM item ORDER BY number LIMIT @Piece) AND received_at_ms < @before
          AND number < (SELECT MAX(number) FROM item)
        """;

    private const string DeleteUnplaced = """
        DELETE FROM unplaced_reading WHERE (boot, monotonic_ms, series) IN
          (SELECT boot, monotonic_ms, series FROM unplaced_reading WHERE boot IN (SELECT number FROM boot WHERE seen_at_ms < @before ORDER BY number LIMIT 100) LIMIT @Piece)
        """;

    private const string DeleteBoots = """
        DELETE FROM boot WHERE number IN (SELECT number FROM boot ORDER BY number LIMIT @Piece) AND seen_at_ms < @before
          AND number < (SELECT MAX(number) FROM boot)
          AND NOT EXISTS (SELECT 1 FROM unplaced_reading WHERE boot = boot.number) AND NOT EXISTS (SELECT 1 FROM item WHERE boot = boot.number AND time_ms IS NULL)
        """;

    private long _after;

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, stoppingToken);
            try
            {
                using var work = Pulse.Work();
                await CleanAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                LogFailed(failure);
            }
        }
    }

    /// <summary>The work of one minute.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var rooms = new List<RoomRow>();
        await writer.RunAsync(store =>
        {
            rooms.AddRange(store.Connection.Query<RoomRow>(SelectRooms, new { after = _after, RoomsAtOnce }));
            return rooms.Count;
        });
        _after = rooms.Count < RoomsAtOnce ? 0 : rooms[^1].Number;
        var living = await LivingAsync(rooms, cancellationToken);
        foreach (var room in rooms)
        {
            var lives = living.Contains(room.RoomId);
            await DeleteAsync(RowsOf("reading"), lives ? Before(settings.RawLife) : long.MaxValue, room.Number, cancellationToken);
            await DeleteAsync(RowsOf("reading_minute"), lives ? Before(settings.MinuteLife) : long.MaxValue, room.Number, cancellationToken);
            await DeleteAsync(RowsOf("reading_hour"), lives ? Before(settings.HourLife) : long.MaxValue, room.Number, cancellationToken);
            if (!lives) await ForgetAsync(room);
        }
        await DeleteAsync(DeleteItems, Before(settings.EventLife), 0, cancellationToken);
        await DeleteAsync(DeleteGaps, Before(settings.EventLife), 0, cancellationToken);
        await DeleteAsync(DeleteUnplaced, Before(settings.RawLife), 0, cancellationToken);
        await DeleteAsync(DeleteBoots, Before(settings.RawLife), 0, cancellationToken);
    }

    private async Task<HashSet<string>> LivingAsync(List<RoomRow> rooms, CancellationToken cancellationToken)
    {
        await using var connection = await hub.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<string>(SelectLiving, new { ids = rooms.ConvertAll(room => room.RoomId) })).ToHashSet(StringComparer.Ordinal);
    }

    private Task ForgetAsync(RoomRow room) => writer.RunAsync(store =>
    {
        var rows = store.Connection.Execute(DeleteRoom, room);
        store.Forget();
        return rows;
    });

    private long Before(TimeSpan life) => (time.GetUtcNow() - life).ToUnixTimeMilliseconds();

    private async Task DeleteAsync(string sql, long before, long room, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            deleted = await writer.RunAsync(store =>
            {
                var rows = store.Connection.Execute(sql, new { room, before, Piece });
                // A boot that is gone gets a new number.
                if (rows > 0 && sql == DeleteBoots) store.Forget();
                return rows;
            });
        }
        while (deleted > 0);
    }

    [LoggerMessage(EventId = 5007, Level = LogLevel.Error, Message = "Old readings could not be deleted; trying again")]
    private partial void LogFailed(Exception error);

    private sealed record RoomRow(long Number, string RoomId);

    private static string RowsOf(string table) => $"""
        DELETE FROM {table} WHERE (room, time_ms, series) IN
          (SELECT room, time_ms, series FROM {table} WHERE room = @room AND time_ms < @before ORDER BY time_ms LIMIT @Piece)
        """;
}
