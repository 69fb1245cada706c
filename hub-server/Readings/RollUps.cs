using System.Data.Common;
using System.Runtime.InteropServices;

namespace Tongtang.HubServer.Readings;

/// <summary>Count, sum, least, most and last of some readings of one series. Merging is associative.</summary>
internal struct RollUp
{
    public long Count;
    public double Sum;
    public double Min;
    public double Max;
    public double Last;
    public long LastAtMs;

    public static RollUp Of(long timeMs, double value) => new() { Count = 1, Sum = value, Min = value, Max = value, Last = value, LastAtMs = timeMs };

    public void Add(in RollUp other)
    {
        if (Count == 0)
        {
            this = other;
            return;
        }
        Count += other.Count;
        Sum += other.Sum;
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        if (other.LastAtMs < LastAtMs) return;
        Last = other.Last;
        LastAtMs = other.LastAtMs;
    }
}

/// <summary>
/// The minutes or hours that a group of batches touches: gathered in memory, merged into their table once per group,
/// in the group's own transaction.
/// </summary>
internal sealed class RollUps : IDisposable
{
    private readonly long _spanMs;
    private readonly IRowStatement _merge;
    private readonly Dictionary<(long Room, long Start, long Series), RollUp> _touched = [];

    public RollUps(IReadingsDatabase database, DbConnection connection, string table, TimeSpan span)
    {
        _spanMs = (long)span.TotalMilliseconds;
        _merge = database.Prepare(connection, $"""
            INSERT INTO {table} (room, time_ms, series, count, sum, min, max, last, last_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (room, time_ms, series) DO UPDATE SET
                count = {table}.count + excluded.count, sum = {table}.sum + excluded.sum,
                min = CASE WHEN excluded.min < {table}.min THEN excluded.min ELSE {table}.min END,
                max = CASE WHEN excluded.max > {table}.max THEN excluded.max ELSE {table}.max END,
                last = CASE WHEN excluded.last_at_ms >= {table}.last_at_ms THEN excluded.last ELSE {table}.last END,
                last_at_ms = CASE WHEN excluded.last_at_ms >= {table}.last_at_ms THEN excluded.last_at_ms ELSE {table}.last_at_ms END
            """);
    }

    public void Add(long room, long series, long timeMs, double value)
    {
        ref var touched = ref CollectionsMarshal.GetValueRefOrAddDefault(_touched, (room, timeMs - timeMs % _spanMs, series), out _);
        touched.Add(RollUp.Of(timeMs, value));
    }

    public void Flush()
    {
        foreach (var ((room, start, series), rollUp) in _touched)
        {
            _merge.Bind(1, room);
            _merge.Bind(2, start);
            _merge.Bind(3, series);
            _merge.Bind(4, rollUp.Count);
            _merge.Bind(5, rollUp.Sum);
            _merge.Bind(6, rollUp.Min);
            _merge.Bind(7, rollUp.Max);
            _merge.Bind(8, rollUp.Last);
            _merge.Bind(9, rollUp.LastAtMs);
            _merge.Run();
        }
        _merge.Flush();
        _touched.Clear();
    }

    /// <summary>The transaction was undone.</summary>
    public void Forget() => _touched.Clear();

    public void Dispose() => _merge.Dispose();
}
