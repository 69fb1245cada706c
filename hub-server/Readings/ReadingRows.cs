using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Readings;

/// <summary>Readings as rows: raw, by the minute, by the hour, and those that wait for their time.</summary>
internal sealed class ReadingRows : IDisposable
{
    private const int Piece = 2000;

    private const string SelectStart = "SELECT started_at_ms FROM boot WHERE number = @boot";

    private const string SelectUnplaced = """
        SELECT monotonic_ms AS MonotonicMs, series AS Series, room AS Room, value AS Value FROM unplaced_reading
        WHERE boot = @boot ORDER BY monotonic_ms, series LIMIT @Piece
        """;

    private const string DeleteUnplaced = "DELETE FROM unplaced_reading WHERE boot = @boot AND (monotonic_ms, series) <= (@MonotonicMs, @Series)";

    private const string PlaceItems = "UPDATE item SET time_ms = @startedAtMs + monotonic_ms WHERE boot = @boot AND time_ms IS NULL";

    private readonly DbConnection _connection;
    private readonly IRowStatement _insert;
    private readonly IRowStatement _insertUnplaced;
    private readonly RollUps _minutes;
    private readonly RollUps _hours;

    public ReadingRows(IReadingsDatabase database, DbConnection connection)
    {
        _connection = connection;
        _insert = database.Prepare(connection, """
            INSERT INTO reading (room, time_ms, series, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (room, time_ms, series) DO UPDATE SET value = excluded.value
            """);
        _insertUnplaced = database.Prepare(connection, """
            INSERT INTO unplaced_reading (boot, monotonic_ms, series, room, value) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (boot, monotonic_ms, series) DO UPDATE SET value = excluded.value
            """);
        _minutes = new RollUps(database, connection, "reading_minute", TimeSpan.FromMinutes(1));
        _hours = new RollUps(database, connection, "reading_hour", TimeSpan.FromHours(1));
    }

    public void Add(long room, long series, long timeMs, double value)
    {
        _insert.Bind(1, room);
        _insert.Bind(2, timeMs);
        _insert.Bind(3, series);
        _insert.Bind(4, value);
        _insert.Run();
        _minutes.Add(room, series, timeMs, value);
        _hours.Add(room, series, timeMs, value);
    }

    public void AddUnplaced(long boot, long monotonicMs, long series, long room, double value)
    {
        _insertUnplaced.Bind(1, boot);
        _insertUnplaced.Bind(2, monotonicMs);
        _insertUnplaced.Bind(3, series);
        _insertUnplaced.Bind(4, room);
        _insertUnplaced.Bind(5, value);
        _insertUnplaced.Run();
    }

    /// <summary>Moves a piece of what waited for the boot's start; returns how much, 0 when nothing is left.</summary>
    public int Place(long boot)
    {
        if (_connection.ExecuteScalar<long?>(SelectStart, new { boot }) is not { } startedAtMs) return 0;
        var rows = _connection.Query<UnplacedRow>(SelectUnplaced, new { boot, Piece }).AsList();
        if (rows.Count == 0)
        {
            _connection.Execute(PlaceItems, new { boot, startedAtMs });
            return 0;
        }
        foreach (var row in rows)
        {
            if (BootTime.Place(0, row.MonotonicMs, startedAtMs) is { } timeMs && BootTime.IsTime(timeMs)) Add(row.Room, row.Series, timeMs, row.Value);
        }
        _connection.Execute(DeleteUnplaced, new { boot, rows[^1].MonotonicMs, rows[^1].Series });
        return rows.Count;
    }

    public void Flush()
    {
        _insert.Flush();
        _insertUnplaced.Flush();
        _minutes.Flush();
        _hours.Flush();
    }

    public void Forget()
    {
        _minutes.Forget();
        _hours.Forget();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _insertUnplaced.Dispose();
        _minutes.Dispose();
        _hours.Dispose();
    }

    private sealed record UnplacedRow(long MonotonicMs, long Series, long Room, double Value);
}
