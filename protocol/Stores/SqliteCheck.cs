using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tongtang.Protocol.Stores;

/// <summary>Finds out whether a SQLite file can be worked with, in bounded time, and tells damage from other trouble.</summary>
public static class SqliteCheck
{
    private const int ReadFailed = raw.SQLITE_IOERR | (1 << 8);
    private const int ShortRead = raw.SQLITE_IOERR | (2 << 8);
    private const int FileSystemDamaged = raw.SQLITE_IOERR | (33 << 8);

    private const int SmallestPage = 512;

    /// <summary>Who may write: 1 for SQLite with a rollback journal, 2 with a log; with more it opens the file for reading only (https://www.sqlite.org/fileformat.html#file_format_version_numbers).</summary>
    private const int WriteVersionAt = 18;
    private const int NewestWriteVersion = 2;

    /// <summary>Read through and compared in half a second.</summary>
    private const long ComparedBelow = 32 << 20;

    /// <summary>SQLite's virtual machine looks at the clock once in so many steps: some milliseconds.</summary>
    private const int StepsBetweenLooks = 10_000;

    /// <summary>What is wrong with the file, in SQLite's words; null: nothing, or it is not there.</summary>
    /// <param name="limit">What cannot be read through in this time counts as sound.</param>
    public static string? FindDamage(string path, TimeSpan limit, TimeProvider time)
    {
        if (File.Exists(SuspectMark(path))) return "it failed while it was in use";
        if (!File.Exists(path)) return null;
        // SQLite takes what is smaller than its smallest page for a new file and writes over it.
        if (new FileInfo(path).Length < SmallestPage) return "it is cut off";
        if (ForbidsWriting(path)) return "its head says that it is not to be written";
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
            connection.Open();
            var began = time.GetTimestamp();
            raw.sqlite3_progress_handler(connection.Handle, StepsBetweenLooks, _ => time.GetElapsedTime(began) > limit ? 1 : 0, null);
            using var command = connection.CreateCommand();
            // The quick one does not compare an index with its table: a row that is there would not be found.
            command.CommandText = new FileInfo(path).Length < ComparedBelow ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is string words and not "ok" ? words : null;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is raw.SQLITE_INTERRUPT or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN)
        {
            // Out of time; or a log that a reader alone may not finish. Whoever opens the file to write sees what that brings.
            return null;
        }
        catch (SqliteException error) when (IsDamage(error))
        {
            return error.Message;
        }
    }

    /// <summary>One byte of the head turns a file into one for reading only, which no check of its structure minds.</summary>
    /// <param name="path">Nobody in this process has it open: on POSIX closing it again would give up the other's locks.</param>
    public static bool ForbidsWriting(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = WriteVersionAt;
        return file.ReadByte() > NewestWriteVersion;
    }

    /// <summary>Whether an error says that the file is damaged; a full disk or a lock does not.</summary>
    public static bool IsDamage(SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT || error.SqliteExtendedErrorCode is ReadFailed or ShortRead or FileSystemDamaged;

    /// <summary>
    /// The file failed in a way that the quick check may not see: the next start treats it as damaged, so that it cannot
    /// fail in the same way for ever.
    /// </summary>
    public static void Suspect(string path) => File.WriteAllBytes(SuspectMark(path), []);

    /// <summary>
    /// Work on an open store. Damage met on the way ends the program by whoever called; the next start repairs, even what
    /// the quick check does not see.
    /// </summary>
    public static T Watch<T>(SqliteConnection connection, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error) when (IsDamage(error))
        {
            Suspect(connection.DataSource);
            throw;
        }
    }

    internal static string SuspectMark(string path) => path + ".suspect";
}
