using System.Data.Common;
using Dapper;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>A value that stands for the readings from its time on, for one step.</summary>
internal sealed record ReadingPoint(DateTimeOffset Time, double Value);

/// <summary>The answer of <c>GET /api/v1/rooms/{id}/readings</c>; steps without readings have no point.</summary>
internal sealed record ReadingSeries(
    string Device, string Name, DateTimeOffset From, DateTimeOffset To, long StepSeconds, Aggregation Aggregation, IReadOnlyList<ReadingPoint> Points);

/// <summary>The newest reading of a series.</summary>
internal sealed record LatestReading(string Device, string Name, DateTimeOffset Time, double Value);

/// <summary>A list that is never long enough for pages.</summary>
internal sealed record ReadingList<T>(IReadOnlyList<T> Items);

/// <summary>Sequences that the box said will never come.</summary>
internal sealed record LostItems(long First, long Last, string Reason, DateTimeOffset ReceivedAt);

/// <summary>How far a class of the box's store has come.</summary>
/// <param name="ItemClass">alarm, command-result, state, reading or backlog.</param>
/// <param name="Lost">How many the box declared lost.</param>
/// <param name="RejectedCode">Why the last rejected one was.</param>
/// <param name="Gaps">The newest declarations of loss, at most 20.</param>
internal sealed record DeliveryState(
    string AgentId, string StoreEpoch, string ItemClass, long UpTo, long Stored, long Rejected, string? RejectedCode, long Lost, DateTimeOffset ChangedAt, IReadOnlyList<LostItems> Gaps);

/// <summary>Readings as people ask for them. Who asks has been checked against the room.</summary>
internal sealed class ReadingQueries(IReadingsDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_latest = TimeSpan.FromDays(30);

    private const string SelectSeries = """
        SELECT series.room AS Room, series.number AS Number FROM series JOIN reading_room ON reading_room.number = series.room
        WHERE reading_room.room_id = @roomId AND series.device = @device AND series.name = @name
        """;

    private const string RawColumns = "time_ms AS TimeMs, 1 AS Count, value AS Sum, value AS Min, value AS Max, value AS Last, time_ms AS LastAtMs";

    private const string RollUpColumns = "time_ms AS TimeMs, count AS Count, sum AS Sum, min AS Min, max AS Max, last AS Last, last_at_ms AS LastAtMs";

    private const string SelectLatest = """
        SELECT series.device AS Device, series.name AS Name, newest.last_at_ms AS LastAtMs, newest.last AS Last
        FROM (SELECT reading_hour.series, reading_hour.last, reading_hour.last_at_ms,
                     ROW_NUMBER() OVER (PARTITION BY reading_hour.series ORDER BY reading_hour.last_at_ms DESC) AS place
              FROM reading_hour JOIN reading_room ON reading_room.number = reading_hour.room
              WHERE reading_room.room_id = @roomId AND reading_hour.time_ms >= @since) AS newest
        JOIN series ON series.number = newest.series
        WHERE newest.place = 1 ORDER BY series.device, series.name
        """;

    private const string SelectDeliveries = """
        SELECT agent_id AS AgentId, store_epoch AS StoreEpoch, item_class AS ItemClass, room_id AS RoomId,
               up_to AS UpTo, stored AS Stored, rejected AS Rejected, lost AS Lost, rejected_code AS RejectedCode, changed_at_ms AS ChangedAtMs
        FROM delivery WHERE room_id = @roomId ORDER BY changed_at_ms DESC, agent_id, store_epoch, item_class LIMIT 50
        """;

    private const string SelectGaps = """
        SELECT first_sequence AS First, last_sequence AS Last, reason AS Reason, received_at_ms AS ReceivedAtMs
        FROM declared_gap WHERE agent_id = @AgentId AND store_epoch = @StoreEpoch AND item_class = @ItemClass ORDER BY first_sequence DESC LIMIT 20
        """;

    public async Task<IReadOnlyList<ReadingPoint>> PointsAsync(string roomId, string device, string name, SeriesPlan plan, Aggregation aggregation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await connection.QuerySingleOrDefaultAsync<SeriesRow>(SelectSeries, new { roomId, device, name }) is not { } series) return [];
        var columns = plan.Table == "reading" ? RawColumns : RollUpColumns;
        var sql = $"SELECT {columns} FROM {plan.Table} WHERE room = @Room AND series = @Number AND time_ms >= @FromMs AND time_ms < @ToMs ORDER BY time_ms";
        var (points, step, sum) = (new List<ReadingPoint>(), -1L, default(RollUp));
        await foreach (var row in connection.QueryUnbufferedAsync<RollUpRow>(sql, new { series.Room, series.Number, plan.FromMs, plan.ToMs }).WithCancellation(cancellationToken))
        {
            var at = row.TimeMs - row.TimeMs % plan.StepMs;
            if (at != step && sum.Count > 0) points.Add(Point(step, sum, aggregation));
            if (at != step) (step, sum) = (at, default);
            sum.Add(row.RollUp());
        }
        if (sum.Count > 0) points.Add(Point(step, sum, aggregation));
        return points;
    }

    /// <summary>Of all series of the room that said something in the last 30 days.</summary>
    public async Task<IReadOnlyList<LatestReading>> LatestAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<LatestRow>(SelectLatest, new { roomId, since = (time.GetUtcNow() - s_latest).ToUnixTimeMilliseconds() });
        return rows.Select(row => new LatestReading(row.Device, row.Name, Time(row.LastAtMs), row.Last)).ToList();
    }

    /// <summary>How far the boxes of the room have come, the newest first.</summary>
    public async Task<IReadOnlyList<DeliveryState>> DeliveriesAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var states = new List<DeliveryState>();
        foreach (var mark in await connection.QueryAsync<DeliveryMark>(SelectDeliveries, new { roomId })) states.Add(await StateAsync(connection, mark));
        return states;
    }

    private static async Task<DeliveryState> StateAsync(DbConnection connection, DeliveryMark mark)
    {
        var gaps = mark.Lost == 0 ? [] : (await connection.QueryAsync<GapRow>(SelectGaps, mark)).Select(gap => new LostItems(gap.First, gap.Last, gap.Reason, Time(gap.ReceivedAtMs))).ToList();
        return new DeliveryState(mark.AgentId, mark.StoreEpoch, Word((ItemClass)mark.ItemClass), mark.UpTo, mark.Stored, mark.Rejected, mark.RejectedCode, mark.Lost, Time(mark.ChangedAtMs), gaps);
    }

    private static string Word(ItemClass itemClass) => itemClass switch
    {
        ItemClass.Alarm => "alarm",
        ItemClass.CommandResult => "command-result",
        ItemClass.State => "state",
        ItemClass.Reading => "reading",
        _ => "backlog",
    };

    private static ReadingPoint Point(long atMs, in RollUp sum, Aggregation aggregation) => new(Time(atMs), aggregation switch
    {
        Aggregation.Min => sum.Min,
        Aggregation.Max => sum.Max,
        Aggregation.Last => sum.Last,
        Aggregation.Count => sum.Count,
        _ => sum.Sum / sum.Count,
    });

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed record SeriesRow(long Room, long Number);

    private sealed record RollUpRow
    {
        public long TimeMs { get; init; }

        public long Count { get; init; }

        public double Sum { get; init; }

        public double Min { get; init; }

        public double Max { get; init; }

        public double Last { get; init; }

        public long LastAtMs { get; init; }

        public RollUp RollUp() => new() { Count = Count, Sum = Sum, Min = Min, Max = Max, Last = Last, LastAtMs = LastAtMs };
    }

    private sealed record LatestRow
    {
        public string Device { get; init; } = "";

        public string Name { get; init; } = "";

        public long LastAtMs { get; init; }

        public double Last { get; init; }
    }

    private sealed record GapRow
    {
        public long First { get; init; }

        public long Last { get; init; }

        public string Reason { get; init; } = "";

        public long ReceivedAtMs { get; init; }
    }
}
