using System.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>
/// One small SQLite file of a class's items, in order of their sequences. It has a logical end (<c>max_page_count</c>), so
/// that it is full before the disk is: after a real SQLITE_FULL not even a DELETE works. Nothing is deleted in it; it is
/// unlinked as a whole. Not thread safe.
/// </summary>
internal sealed class ItemFile : IDisposable
{
    public const int PageBytes = 4096;

    /// <summary>Pages that the write-ahead log may grow to before it is written back; with one group beyond it stays below <see cref="ClassLimits"/>' megabyte.</summary>
    private const int CheckpointPages = 128;

    /// <summary>A group of the largest; SQLite's own 2 MB stay with a box that starts with a backlog, since the look at a file's structure fills them.</summary>
    private const int CachePages = 96;

    /// <summary>For the header, the tables' roots and a split of each level of the tree.</summary>
    private const int SparePages = 12;

    private const string Columns = "sequence, boot.id, monotonic_ms, time_ms, refusals, body, sum";

    private readonly SqliteConnection _connection;
    private readonly long _fileBytes;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly InsertStatement? _insert;
    private readonly SqliteCommand _pages;
    private readonly Dictionary<string, long> _boots = new(StringComparer.Ordinal);

    private ItemFile(string path, long first, long fileBytes, bool damaged)
    {
        (Path, First, _fileBytes) = (path, first, fileBytes);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            _connection.Open();
            if (!damaged) SetUp(fileBytes);
            _begin = Command("BEGIN IMMEDIATE");
            _commit = Command("COMMIT");
            _pages = Command("PRAGMA page_count");
            _insert = damaged ? null : new InsertStatement(_connection, "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", 7);
            if (damaged) return;
            Bytes = ReadBytes();
            Last = Scalar("SELECT MAX(sequence) FROM item") is long last ? last : first - 1;
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>The sequence it begins with; also its name.</summary>
    public long First { get; }

    /// <summary>The last sequence in it; <c>First - 1</c> while it is empty.</summary>
    public long Last { get; private set; }

    public long Bytes { get; private set; }

    public bool IsEmpty => Last < First;

    public static string NameOf(long first) => $"{first:D19}.db";

    /// <summary>Opens the file or makes it.</summary>
    /// <exception cref="SqliteException">It is damaged, or the disk does not take it.</exception>
    public static ItemFile Open(string folder, long first, long fileBytes)
    {
        var path = System.IO.Path.Combine(folder, NameOf(first));
        SqliteCodes.RequireWritable(path);
        return new ItemFile(path, first, fileBytes, damaged: false);
    }

    /// <summary>Opens a file of which nothing is to be expected; only <see cref="Read"/> makes sense then.</summary>
    public static ItemFile OpenDamaged(string path, long first, long fileBytes) => new(path, first, fileBytes, damaged: true);

    /// <summary>Looks at its structure; for a file that a crash may have left.</summary>
    /// <exception cref="SqliteException">It is damaged (SQLITE_CORRUPT).</exception>
    public void Check()
    {
        if (Scalar("PRAGMA quick_check(1)") is not "ok") throw new SqliteException($"{Path} is damaged", SqliteCodes.Corrupt);
    }

    public bool HasRoomFor(long bodyBytes, int rows) =>
        Bytes + bodyBytes + bodyBytes / 8 + rows * 48L + SparePages * PageBytes <= _fileBytes;

    /// <summary>Returns when the rows are on the disk; when it throws, none is there.</summary>
    public void Append(IReadOnlyList<ItemRow> rows)
    {
        _begin.ExecuteNonQuery();
        try
        {
            foreach (var row in rows) Insert(_insert!, row);
            _commit.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            _boots.Clear();
            // SQLite may have rolled back already; then there is nothing to do.
            if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) Run("ROLLBACK");
            throw;
        }
        Last = rows[^1].Sequence;
        Bytes = ReadBytes();
    }

    /// <summary>Rows beyond <paramref name="after"/>, in order, until there are <paramref name="rows"/> or <paramref name="bytes"/>; the last one may go beyond.</summary>
    /// <returns>Null in place of a row whose sum is wrong: it is lost.</returns>
    /// <param name="upTo">No row beyond this one.</param>
    public List<(long Sequence, ItemRow? Row)> Read(long after, int rows, long bytes, long upTo = long.MaxValue)
    {
        using var select = Command($"SELECT {Columns} FROM item LEFT JOIN boot ON boot.number = item.boot WHERE sequence > @after AND sequence <= @upTo ORDER BY sequence LIMIT @rows", "@after", "@upTo", "@rows");
        select.Parameters["@after"].Value = after;
        select.Parameters["@upTo"].Value = upTo;
        select.Parameters["@rows"].Value = rows;
        var found = new List<(long, ItemRow?)>();
        using var reader = select.ExecuteReader();
        while (bytes > 0 && reader.Read())
        {
            var sequence = reader.GetInt64(0);
            // A damaged page may send a search in circles without SQLite noticing.
            if (sequence <= after || sequence > upTo) throw new SqliteException($"{Path} has its rows out of order", SqliteCodes.Corrupt);
            after = sequence;
            var row = Row(reader);
            found.Add((sequence, row));
            bytes -= row?.Body.Length ?? 0;
        }
        return found;
    }

    public ItemRow? ReadLast() => IsEmpty ? null : Read(Last - 1, 1, long.MaxValue).Select(found => found.Row).FirstOrDefault();

    /// <summary>Null: there is no such row, or it was taken out of its place.</summary>
    public ItemRow? Find(long sequence) => Read(sequence - 1, 1, long.MaxValue, sequence) is [(_, { IsTaken: false } row)] ? row : null;

    public void Take(long sequence)
    {
        if (Find(sequence) is not { } row) return;
        var taken = row with { Body = [] };
        using var update = Command("UPDATE item SET body = x'', sum = @sum WHERE sequence = @sequence", "@sum", "@sequence");
        update.Parameters["@sum"].Value = taken.Sum();
        update.Parameters["@sequence"].Value = sequence;
        update.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _pages }) command.Dispose();
        _insert?.Dispose();
        _connection.Dispose();
    }

    /// <summary>Unlinks a closed file, which frees its room even on a full disk.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }

    private void SetUp(long fileBytes)
    {
        // Nobody else has the file: then the log's index is kept in memory, and no further file needs room on a full disk.
        Set("locking_mode", "EXCLUSIVE");
        Set("page_size", PageBytes);
        Set("cache_size", CachePages);
        Set("journal_mode", "WAL");
        Set("synchronous", "FULL");
        Set("max_page_count", fileBytes / PageBytes);
        Set("journal_size_limit", CheckpointPages * PageBytes);
        Set("wal_autocheckpoint", CheckpointPages);
        Run("""
            CREATE TABLE IF NOT EXISTS boot (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE IF NOT EXISTS item (
                sequence INTEGER PRIMARY KEY,
                boot INTEGER NOT NULL,
                monotonic_ms INTEGER NOT NULL,
                time_ms INTEGER NOT NULL,
                refusals INTEGER NOT NULL,
                body BLOB NOT NULL,
                sum INTEGER NOT NULL
            ) STRICT
            """);
    }

    private static ItemRow? Row(SqliteDataReader reader)
    {
        if (reader.IsDBNull(1) || reader.GetFieldType(5) != typeof(byte[])) return null;
        var row = new ItemRow(reader.GetInt64(0), new ItemStamp(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)), reader.GetInt32(4), reader.GetFieldValue<byte[]>(5));
        return row.Sum() == reader.GetInt64(6) ? row : null;
    }

    private void Insert(InsertStatement insert, ItemRow row)
    {
        insert.Bind(1, row.Sequence);
        insert.Bind(2, BootNumber(row.Stamp.BootId));
        insert.Bind(3, row.Stamp.MonotonicMs);
        insert.Bind(4, row.Stamp.TimeMs);
        insert.Bind(5, row.Refusals);
        insert.Bind(6, row.Body);
        insert.Bind(7, row.Sum());
        insert.Run();
    }

    private long BootNumber(string id)
    {
        if (_boots.TryGetValue(id, out var known)) return known;
        using var insert = Command("INSERT INTO boot (id) VALUES (@id) ON CONFLICT (id) DO UPDATE SET id = id RETURNING number", "@id");
        insert.Parameters["@id"].Value = id;
        return _boots[id] = (long)insert.ExecuteScalar()!;
    }

    private long ReadBytes() => (long)_pages.ExecuteScalar()! * PageBytes;

    private void Set(string pragma, object value) => Run($"PRAGMA {pragma} = {value}");

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}

/// <summary>SQLite's primary result codes (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteCodes
{
    public const int IoError = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;

    /// <exception cref="SqliteException">Damage has made it a file for reading only, or the disk does not give it.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            if (File.Exists(path) && SqliteCheck.ForbidsWriting(path)) throw new SqliteException($"{path} says that it is not to be written", Corrupt);
        }
        catch (IOException error)
        {
            throw new SqliteException($"{path} cannot be read: {error.Message}", IoError);
        }
    }

    /// <summary>The file is not what it was; another try will say the same.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>The disk does not give the file, or something else stands in its place; on a full disk this is said of sound ones, too.</summary>
    public static bool IsOutOfReach(SqliteException error) => error.SqliteErrorCode is IoError or CannotOpen;
}
