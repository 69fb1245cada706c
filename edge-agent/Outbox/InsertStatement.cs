using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>
/// The one statement that runs for every item, by SQLite's own functions: SQLitePCL counts a reference to the statement up
/// and down around each call, which for a row of seven values costs half as much as storing it. Not thread safe.
/// </summary>
internal sealed partial class InsertStatement : IDisposable
{
    private const string Library = "e_sqlite3";

    private static readonly nint s_copied = -1;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;
    private readonly long?[] _bound;

    public InsertStatement(SqliteConnection connection, string sql, int parameters)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
        (_handle, _bound) = (_statement.DangerousGetHandle(), new long?[parameters + 1]);
    }

    /// <summary>Parameters count from 1. What a parameter has been given it keeps over rows.</summary>
    public void Bind(int parameter, long value)
    {
        if (_bound[parameter] == value) return;
        Check(BindInt64(_handle, parameter, value));
        _bound[parameter] = value;
    }

    /// <remarks>An empty span points nowhere, which SQLite takes for NULL.</remarks>
    public void Bind(int parameter, ReadOnlySpan<byte> value) => Check(BindBlob(_handle, parameter, value.IsEmpty ? [0] : value, value.Length, s_copied));

    public void Run()
    {
        _ = Step(_handle);
        // The result of a reset is that of the step before it.
        Check(Reset(_handle));
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, _database);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    private static partial int BindInt64(nint statement, int parameter, long value);

    /// <param name="destructor">-1: SQLite makes a copy.</param>
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> value, int bytes, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    private static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    private static partial int Reset(nint statement);
}
