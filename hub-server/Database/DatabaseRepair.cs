using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Database;

/// <summary>
/// Before anything else touches it: a damaged <c>hub.db</c> is moved aside, what can be read of it is saved into a new one,
/// and the hub goes on. The new one begins another life, as after a restored backup: boxes keep what was acknowledged and
/// are asked for what it lacks, and certificates of boxes that it knows are known again.
/// </summary>
internal sealed class DatabaseRepair(SqliteEngine engine, SqliteStores stores, TimeProvider time) : IHostedLifecycleService
{
    private const string SelectApplied = "SELECT number FROM schema_migration";

    private const string CountTables = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'";

    private const string SelectTables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migration'";

    /// <summary>Rows whose parent is lost.</summary>
    private const string SelectOrphans = "SELECT \"table\" AS Name, rowid AS Number FROM pragma_foreign_key_check WHERE rowid IS NOT NULL";

    /// <summary>Another life; certificates of any time may be missing; what is in the bin stays there for the whole time.</summary>
    private const string BeginAnew = """
        DELETE FROM store;
        INSERT INTO store (generation, backup_made_at_ms, restored_at_ms) VALUES (@generation, 0, @nowMs);
        UPDATE recording SET deleted_at_ms = @nowMs WHERE deleted_at_ms IS NOT NULL;
        """;

    /// <summary>Marks that are lost begin where the rows are; the nightly check says what is missing between them.</summary>
    private const string MarkAudit = """
        DELETE FROM audit_mark WHERE name = 'head';
        INSERT INTO audit_mark (name, seq, hash) SELECT 'head', seq, hash FROM audit_row ORDER BY seq DESC LIMIT 1;
        INSERT OR IGNORE INTO audit_mark (name, seq, hash) SELECT 'anchor', seq - 1, previous FROM audit_row ORDER BY seq LIMIT 1;
        INSERT OR IGNORE INTO audit_mark (name, seq, hash) VALUES ('head', 0, @nothing), ('anchor', 0, @nothing), ('collector', 0, '');
        """;

    private static readonly string s_noHash = new('0', 64);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (engine.FindDamage() is not { } damage) return Task.CompletedTask;
        var applied = Applied();
        // Of a newer hub: nobody here knows its shape, and the check that follows says so.
        if (applied is not null && !applied.IsSubsetOf(Migrations.Known)) return Task.CompletedTask;
        stores.Repair(engine.Place, damage, path => Open(path, applied), Settle).Dispose();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The migrations that the damaged one has been through; null: all, or nobody can say.</summary>
    private HashSet<int>? Applied()
    {
        var tables = SqliteSalvage.TablesIn(engine.Place);
        using (var newest = new SqliteConnection("Data Source=:memory:"))
        {
            newest.Open();
            Migrations.Make(newest, numbers: null, time.GetUtcNow());
            // A note of its migrations may be damaged, too; its tables are the better witness.
            if (tables.Count == 0 || newest.Query<string>(SelectTables).All(tables.Contains)) return null;
        }
        try
        {
            using var damaged = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = engine.Place, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
            damaged.Open();
            return damaged.Query<int>(SelectApplied).ToHashSet() is { Count: > 0 } applied ? applied : null;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private SqliteConnection Open(string path, HashSet<int>? applied)
    {
        var connection = engine.OpenWriter(path);
        if (connection.ExecuteScalar<long>(CountTables) > 0) return connection;
        connection.Execute(engine.Begin);
        Migrations.Make(connection, applied, time.GetUtcNow());
        // What migrations put there would stand in the way of what became of it.
        foreach (var table in connection.Query<string>(SelectTables).ToList()) connection.Execute($"DELETE FROM {table}");
        connection.Execute("COMMIT");
        return connection;
    }

    private void Settle(SqliteConnection saved)
    {
        saved.Execute("PRAGMA foreign_keys = OFF");
        while (saved.Query<(string Name, long Number)>(SelectOrphans).ToList() is { Count: > 0 } orphans)
        {
            foreach (var (name, number) in orphans) saved.Execute($"DELETE FROM {name} WHERE rowid = @number", new { number });
        }
        saved.Execute("PRAGMA foreign_keys = ON");
        saved.Execute(BeginAnew, new { generation = Guid.NewGuid().ToString("N"), nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
        saved.Execute(MarkAudit, new { nothing = s_noHash });
    }
}
