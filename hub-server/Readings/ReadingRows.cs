using Dapper;
using Microsoft.Data.Sqlite;

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

    private readonly SqliteConnection _connection;
    private readonly FastStatement _insert;
    private readonly FastStatement _insertUnplaced;
    private readonly RollUps _minutes;
    private readonly RollUps _hours;

    public ReadingRows(SqliteConnection connection)
    {
        _connection = connection;
        _insert = new FastStatement(connection, """
            INSERT INTO reading (room, time_ms, series, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (room, time_ms, series) DO UPDATE SET value = excluded.value
            """);
        _insertUnplaced = new FastStatement(connection, """
            INSERT INTO unplaced_reading (boot, monotonic_ms, series, room, value) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (boot, monotonic_ms, series) DO UPDATE SET value = excluded.value
            """);
        _minutes = new RollUps(connection, "reading_minute", TimeSpan.FromMinutes(1));
        _hours = new RollUps(connection, "reading_hour", TimeSpan.FromHours(1));
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
