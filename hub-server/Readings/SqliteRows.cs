using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// A prepared statement without ADO.NET's parameter objects: a reading costs under a microsecond instead of three. Nothing
/// waits for Flush.
/// </summary>
internal sealed class SqliteRows : IRowStatement
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteRows(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public void Bind(int parameter, long value) => raw.sqlite3_bind_int64(_statement, parameter, value);

    public void Bind(int parameter, double value) => raw.sqlite3_bind_double(_statement, parameter, value);

    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
    }

    public void Flush()
    {
    }

    public void Dispose() => _statement.Dispose();
}
