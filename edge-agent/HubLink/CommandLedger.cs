using Dapper;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
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

    public CommandLedger(string path)
    {
        _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _database.Open();
        _database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 1048576");
        _database.Execute("CREATE TABLE IF NOT EXISTS result (sequence INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, result BLOB NOT NULL)");
    }

    public CommandResult? Find(string commandId)
    {
        lock (_lock)
        {
            var bytes = _database.QuerySingleOrDefault<byte[]>("SELECT result FROM result WHERE command_id = @commandId", new { commandId });
            return bytes is null ? null : CommandResult.Parser.ParseFrom(bytes);
        }
    }

    /// <summary>Returns when the result is on disk.</summary>
    public void Keep(CommandResult result)
    {
        lock (_lock)
        {
            using var transaction = _database.BeginTransaction();
            _database.Execute("INSERT INTO result (command_id, result) VALUES (@CommandId, @bytes) ON CONFLICT DO NOTHING", new { result.CommandId, bytes = result.ToByteArray() }, transaction);
            _database.Execute("DELETE FROM result WHERE sequence <= (SELECT MAX(sequence) FROM result) - @Kept", new { Kept }, transaction);
            transaction.Commit();
        }
    }

    public void Dispose() => _database.Dispose();
}
