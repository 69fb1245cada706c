using Dapper;
using Microsoft.Data.Sqlite;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>The journal's tables. Changed by adding a step, never by editing one that has shipped.</summary>
internal static class JournalSchema
{
    private static readonly string[] _steps =
    [
        """
        CREATE TABLE recording (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            teacher TEXT NOT NULL,
            started_at_ms INTEGER NOT NULL,
            started_monotonic_us INTEGER NOT NULL,
            boot_id TEXT NOT NULL,
            clock_offset_ms INTEGER NOT NULL,
            clock_known INTEGER NOT NULL,
            planned_end_ms INTEGER,
            running INTEGER NOT NULL,
            stopping INTEGER NOT NULL DEFAULT 0,
            paused INTEGER NOT NULL DEFAULT 0,
            ended_at_ms INTEGER,
            revision INTEGER NOT NULL,
            acknowledged_revision INTEGER NOT NULL DEFAULT 0,
            close_acknowledged INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE source (
            recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
            name TEXT NOT NULL,
            position INTEGER NOT NULL,
            role INTEGER NOT NULL,
            audio_from TEXT NOT NULL,
            PRIMARY KEY (recording_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE track (
            recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            codec TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            PRIMARY KEY (recording_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE epoch (
            recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
            track TEXT NOT NULL,
            number INTEGER NOT NULL,
            first_segment INTEGER NOT NULL,
            init BLOB NOT NULL,
            PRIMARY KEY (recording_id, track, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE segment (
            recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
            track TEXT NOT NULL,
            number INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 BLOB NOT NULL,
            captured_at_ms INTEGER NOT NULL,
            media_time_us INTEGER NOT NULL,
            duration_us INTEGER NOT NULL,
            independent INTEGER NOT NULL,
            hidden_span INTEGER,
            acknowledged INTEGER NOT NULL DEFAULT 0,
            state INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (recording_id, track, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX segment_pending ON segment (recording_id, media_time_us) WHERE acknowledged = 0 AND state = 0;
        CREATE TABLE mark (
            recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
            number INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            label TEXT NOT NULL,
            PRIMARY KEY (recording_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE hidden_span (
            recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
            number INTEGER NOT NULL,
            from_us INTEGER NOT NULL,
            to_us INTEGER,
            state INTEGER NOT NULL,
            PRIMARY KEY (recording_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE recording ADD COLUMN subject TEXT NOT NULL DEFAULT '';
        ALTER TABLE recording ADD COLUMN class_name TEXT NOT NULL DEFAULT '';
        ALTER TABLE recording ADD COLUMN lesson_id TEXT NOT NULL DEFAULT '';
        """,
    ];

    /// <summary>
    /// Durable by setting: WAL with synchronous=FULL. With NORMAL, power cuts take committed rows. Bounded by setting: a
    /// full disk traps SQLite, so file (2 GB) and log end long before the disk does.
    /// </summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=400; PRAGMA journal_size_limit=4194304; PRAGMA max_page_count=524288; PRAGMA cache_size=-2000;");
        Migrate(connection);
        return connection;
    }

    private static void Migrate(SqliteConnection connection)
    {
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > _steps.Length)
            throw new InvalidDataException($"'{connection.DataSource}' was written by a newer version (step {version}; this one knows {_steps.Length})");
        for (var step = version; step < _steps.Length; step++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(_steps[step], transaction: transaction);
            connection.Execute($"PRAGMA user_version={step + 1}", transaction: transaction);
            transaction.Commit();
        }
    }
}
