using Dapper;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Results of the hub's commands, kept over restarts so that a repeated command is answered and not run again. Holds
/// the newest thousand; a hub that repeats something older than that has lost its mind. Thread safe.
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

    /// <summary>Returns when the result is on disk.</summary>
    public void Keep(CommandResult result)
    {
        lock (_lock)
        {
            SqliteCheck.Watch(_database, () =>
            {
                using var transaction = _database.BeginTransaction();
                _database.Execute("INSERT INTO result (command_id, result) VALUES (@CommandId, @bytes) ON CONFLICT DO NOTHING", new { result.CommandId, bytes = result.ToByteArray() }, transaction);
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
        database.Execute("CREATE TABLE IF NOT EXISTS result (sequence INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, result BLOB NOT NULL)");
        return database;
    }
}
