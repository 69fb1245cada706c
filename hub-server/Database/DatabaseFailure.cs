using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Tongtang.HubServer.Database;

/// <summary>What an engine's error means (https://www.postgresql.org/docs/15/errcodes-appendix.html, https://www.sqlite.org/rescode.html).</summary>
internal static class DatabaseFailure
{
    /// <summary>So long who asked in vain is told to wait.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>There is no room for more; what is there can be read.</summary>
    public static bool IsFull(Exception failure) => failure switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == raw.SQLITE_FULL,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.DiskFull,
        _ => false,
    };

    /// <summary>The server is away, ending, starting, or has no connection left: the same again later may well succeed.</summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>Two transactions were in each other's way; undone, and free to try again.</summary>
    public static bool IsConflict(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whoever writes next meets the same: it is not the statement's fault.</summary>
    public static bool IsOfTheDisk(Exception failure) => IsFull(failure) || IsUnavailable(failure) || failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_BUSY,
    };
}
