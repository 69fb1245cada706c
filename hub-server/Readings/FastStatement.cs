using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// A prepared statement without ADO.NET's parameter objects: a reading costs under a microsecond instead of three. Only
/// for the three inserts that run for every reading.
/// </summary>
internal sealed class FastStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public FastStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <summary>Parameters count from 1.</summary>
    public void Bind(int parameter, long value) => raw.sqlite3_bind_int64(_statement, parameter, value);

    public void Bind(int parameter, double value) => raw.sqlite3_bind_double(_statement, parameter, value);

    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
    }

    public void Dispose() => _statement.Dispose();
}
