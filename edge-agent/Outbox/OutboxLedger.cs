using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>What is remembered of a class beside its files.</summary>
/// <param name="Reserved">Sequences up to here may have been given out. After an unclean end it goes on behind them.</param>
/// <param name="Acknowledged">The hub has everything up to here, or knows that it never comes.</param>
/// <param name="ExpiredTo">Up to here what is missing was too old.</param>
/// <param name="Evicted">Items that were deleted unsent, in all.</param>
internal sealed record ClassMarks(long Reserved, long Acknowledged, long ExpiredTo, long Evicted);

/// <summary>An item that the hub refuses for good, kept for a person to decide.</summary>
/// <param name="Sequence">Under which it was refused last.</param>
internal sealed record QuarantinedRow(long Id, ItemClass ItemClass, ItemRow Row, string Code, string Message);

/// <summary>
/// The outbox's own small notes: marks per class, boots of the machine, the quarantine. All of it but the quarantine can be
/// had again: without the marks everything is sent once more, which changes nothing at the hub. Thread safe.
/// </summary>
internal sealed class OutboxLedger : IDisposable
{
    private const int LargestPages = 32 * 1024 * 1024 / ItemFile.PageBytes;

    /// <summary>Boots that are remembered; an item of an earlier one counts as no younger than the first of these.</summary>
    private const int BootsKept = 1000;

    /// <summary>Refused items that are kept; beyond that the oldest go.</summary>
    private const int QuarantineKept = 1000;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    public OutboxLedger(string path, SqliteStores stores)
    {
        IsNew = !File.Exists(path);
        _connection = stores.Open(path, Open, Distrust);
    }

    /// <summary>There was none before, or its marks are lost: what it does not know may still have happened.</summary>
    public bool IsNew { get; private set; }

    public string Path => _connection.DataSource;

    public ClassMarks Read(ItemClass itemClass)
    {
        return Do(connection => connection.QuerySingleOrDefault<ClassMarks>(
            "SELECT reserved AS Reserved, acknowledged AS Acknowledged, expired_to AS ExpiredTo, evicted AS Evicted FROM class WHERE item_class = @itemClass", new { itemClass })
            ?? new ClassMarks(0, 0, 0, 0));
    }

    /// <summary>Durable when it returns: it comes before what it speaks of.</summary>
    public void Write(ItemClass itemClass, ClassMarks marks)
    {
        Do(connection => connection.Execute(
            """
            INSERT INTO class VALUES (@itemClass, @Reserved, @Acknowledged, @ExpiredTo, @Evicted)
            ON CONFLICT (item_class) DO UPDATE SET reserved = @Reserved, acknowledged = @Acknowledged, expired_to = @ExpiredTo, evicted = @Evicted
            """,
            new { itemClass, marks.Reserved, marks.Acknowledged, marks.ExpiredTo, marks.Evicted }));
    }

    /// <summary>Notes that this boot goes on; returns all that are known, this one last.</summary>
    public IReadOnlyList<BootSpan> SeeBoot(string bootId, long monotonicMs)
    {
        return Do(connection =>
        {
            connection.Execute(
                "INSERT INTO boot (id, first_ms, last_ms) VALUES (@bootId, @monotonicMs, @monotonicMs) ON CONFLICT (id) DO UPDATE SET last_ms = MAX(last_ms, @monotonicMs)",
                new { bootId, monotonicMs });
            connection.Execute("DELETE FROM boot WHERE number <= (SELECT MAX(number) FROM boot) - @BootsKept", new { BootsKept });
            return connection.Query<BootSpan>("SELECT id AS BootId, first_ms AS FirstMs, last_ms AS LastMs FROM boot ORDER BY number").AsList();
        });
    }

    public void Quarantine(ItemClass itemClass, ItemRow row, string code, string message)
    {
        Do(connection =>
        {
            connection.Execute(
                """
                INSERT INTO quarantine (item_class, sequence, boot_id, monotonic_ms, time_ms, refusals, body, code, message)
                VALUES (@itemClass, @Sequence, @BootId, @MonotonicMs, @TimeMs, @Refusals, @Body, @code, @message)
                """,
                new { itemClass, row.Sequence, row.Stamp.BootId, row.Stamp.MonotonicMs, row.Stamp.TimeMs, row.Refusals, row.Body, code, message });
            return connection.Execute("DELETE FROM quarantine WHERE id <= (SELECT MAX(id) FROM quarantine) - @QuarantineKept", new { QuarantineKept });
        });
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<QuarantinedRow> Quarantined()
    {
        return Do(connection => connection.Query("SELECT * FROM quarantine ORDER BY id").Select(row => new QuarantinedRow(
            row.id, (ItemClass)row.item_class, new ItemRow(row.sequence, new ItemStamp(row.boot_id, row.monotonic_ms, row.time_ms), (int)row.refusals, row.body), row.code, row.message)).ToList());
    }

    /// <summary>Whether there was such an item.</summary>
    public bool Release(long id)
    {
        return Do(connection => connection.Execute("DELETE FROM quarantine WHERE id = @id", new { id })) > 0;
    }

    public void Dispose() => _connection.Dispose();

    private T Do<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock) return SqliteCheck.Watch(_connection, () => work(_connection));
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute($"""
                PRAGMA page_size = {ItemFile.PageBytes};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA max_page_count = {LargestPages};
                PRAGMA journal_size_limit = 262144;
                PRAGMA wal_autocheckpoint = 64;
                CREATE TABLE IF NOT EXISTS class (
                    item_class INTEGER PRIMARY KEY, reserved INTEGER NOT NULL DEFAULT 0, acknowledged INTEGER NOT NULL DEFAULT 0,
                    expired_to INTEGER NOT NULL DEFAULT 0, evicted INTEGER NOT NULL DEFAULT 0) STRICT;
                CREATE TABLE IF NOT EXISTS boot (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL) STRICT;
                CREATE TABLE IF NOT EXISTS quarantine (
                    id INTEGER PRIMARY KEY AUTOINCREMENT, item_class INTEGER NOT NULL, sequence INTEGER NOT NULL, boot_id TEXT NOT NULL,
                    monotonic_ms INTEGER NOT NULL, time_ms INTEGER NOT NULL, refusals INTEGER NOT NULL, body BLOB NOT NULL,
                    code TEXT NOT NULL, message TEXT NOT NULL) STRICT
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A mark that is older than it should be would give sequences out twice; the quarantine is as good as it is.</summary>
    private void Distrust(SqliteConnection saved)
    {
        saved.Execute("DELETE FROM class");
        IsNew = true;
    }
}
