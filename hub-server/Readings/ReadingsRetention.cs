using Dapper;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// Deletes what has lived its life: a few rooms a minute, in small pieces between the writer's groups. A minute's work is
/// the same for ten rooms and for ten thousand; a round through all of them takes longer for more.
/// </summary>
internal sealed class ReadingsRetention(ReadingsWriter writer, ReadingsSettings settings, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public const int RoomsAtOnce = 20;

    private const int Piece = 2000;

    private const string SelectRooms = "SELECT number FROM reading_room WHERE number > @after ORDER BY number LIMIT @RoomsAtOnce";

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, stoppingToken);
            await CleanAsync(stoppingToken);
        }
    }

    /// <summary>The work of one minute.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var rooms = new List<long>();
        await writer.RunAsync(store =>
        {
            rooms.AddRange(store.Connection.Query<long>(SelectRooms, new { after = _after, RoomsAtOnce }));
            return rooms.Count;
        });
        _after = rooms.Count < RoomsAtOnce ? 0 : rooms[^1];
        foreach (var room in rooms)
        {
            await DeleteAsync(RowsOf("reading"), settings.RawLife, room, cancellationToken);
            await DeleteAsync(RowsOf("reading_minute"), settings.MinuteLife, room, cancellationToken);
            await DeleteAsync(RowsOf("reading_hour"), settings.HourLife, room, cancellationToken);
        }
        await DeleteAsync(DeleteItems, settings.EventLife, 0, cancellationToken);
        await DeleteAsync(DeleteUnplaced, settings.RawLife, 0, cancellationToken);
        await DeleteAsync(DeleteBoots, settings.RawLife, 0, cancellationToken);
    }

    private async Task DeleteAsync(string sql, TimeSpan life, long room, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - life).ToUnixTimeMilliseconds();
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

    private static string RowsOf(string table) => $"""
        DELETE FROM {table} WHERE (room, time_ms, series) IN
          (SELECT room, time_ms, series FROM {table} WHERE room = @room AND time_ms < @before ORDER BY time_ms LIMIT @Piece)
        """;
}
