using Dapper;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Results of the hub's commands, kept over restarts so that a repeated command is answered and not run again. Holds
/// the newest thousand; a hub that repeats something older than that has lost its mind. Knows of each whether the hub has
/// been told, so that a crash in between does not leave the hub believing that nothing was done. Thread safe.
/// </summary>
internal sealed class CommandLedger : IDisposable
{
    private const int Kept = 1000;
    private readonly Lock _lock = new();
    private readonly SqliteConnection _database;

    public CommandLedger(string path, SqliteStores stores) => _database = stores.Open(path, Open, _ => { });

    public CommandResult? Find(string commandId)
    {
        lock (_lock)
        {
            var bytes = SqliteCheck.Watch(_database, () => _database.QuerySingleOrDefault<byte[]>("SELECT result FROM result WHERE command_id = @commandId", new { commandId }));
            return bytes is null ? null : Parse(commandId, bytes);
        }
    }

    /// <summary>Results that the hub may not have, oldest first.</summary>
    public IReadOnlyList<CommandResult> Untold()
    {
        lock (_lock)
        {
            return [.. SqliteCheck.Watch(_database, () => _database.Query<(string CommandId, byte[] Bytes)>("SELECT command_id, result FROM result WHERE told = 0 ORDER BY sequence").AsList())
                .Select(row => Parse(row.CommandId, row.Bytes))];
        }
    }

    /// <summary>The hub has these, or the outbox, which does not lose them.</summary>
    public void Told(IReadOnlyCollection<string> commandIds)
    {
        if (commandIds.Count == 0) return;
        lock (_lock) SqliteCheck.Watch(_database, () => _database.Execute("UPDATE result SET told = 1 WHERE command_id IN @commandIds", new { commandIds }));
    }

    /// <summary>Returns when the result is on disk.</summary>
    public void Keep(CommandResult result)
    {
        lock (_lock)
        {
            SqliteCheck.Watch(_database, () =>
            {
                using var transaction = _database.BeginTransaction();
                _database.Execute("INSERT INTO result (command_id, result, told) VALUES (@CommandId, @bytes, 0) ON CONFLICT DO NOTHING", new { result.CommandId, bytes = result.ToByteArray() }, transaction);
                _database.Execute("DELETE FROM result WHERE sequence <= (SELECT MAX(sequence) FROM result) - @Kept", new { Kept }, transaction);
                transaction.Commit();
                return 0;
            });
        }
    }

    public void Dispose() => _database.Dispose();

    /// <summary>The command was run, so it must not be run again, whatever is left of its answer.</summary>
    private static CommandResult Parse(string commandId, byte[] bytes)
    {
        try
        {
            return CommandResult.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return new CommandResult { CommandId = commandId, Outcome = CommandOutcome.Refused, ErrorCode = "result_lost", ErrorMessage = "The command was run; its result was damaged on the box's disk." };
        }
    }

    /// <summary>A thousand answers fit many times into its pages, so that a fault in it cannot fill the disk.</summary>
    private static SqliteConnection Open(string path)
    {
        var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        database.Open();
        database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1048576; PRAGMA wal_autocheckpoint = 100; PRAGMA max_page_count = 16384");
        database.Execute("CREATE TABLE IF NOT EXISTS result (sequence INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, result BLOB NOT NULL, told INTEGER NOT NULL DEFAULT 1)");
        if (database.ExecuteScalar<long>("SELECT COUNT(*) FROM pragma_table_info('result') WHERE name = 'told'") == 0) database.Execute("ALTER TABLE result ADD COLUMN told INTEGER NOT NULL DEFAULT 1");
        return database;
    }
}
