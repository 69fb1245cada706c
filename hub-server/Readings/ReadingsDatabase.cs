using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// <c>readings.db</c>, beside <c>hub.db</c>: what arrives fifty thousand times a second has its own WAL, so that its
/// fsyncs and checkpoints never hold up a lesson's segments, and can be kept, copied and lost apart from the rest.
/// Many connections read; <see cref="ReadingsWriter"/> alone writes.
/// </summary>
internal sealed class ReadingsDatabase
{
    private const string Version = "PRAGMA user_version";

    private readonly string _readers;
    private readonly SqliteStores _stores;

    public ReadingsDatabase(DataFolder folder, SqliteStores stores)
    {
        _stores = stores;
        Path = folder["readings.db"];
        _readers = new SqliteConnectionStringBuilder { DataSource = Path, DefaultTimeout = 30 }.ConnectionString;
    }

    public string Path { get; }

    /// <summary>A connection for reading.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_readers);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA query_only = ON");
        return connection;
    }

    /// <summary>
    /// The writer's connection, in the shape this program knows. A damaged file is repaired: nothing in it is worth a hub
    /// that stands still.
    /// </summary>
    public SqliteConnection OpenWriter()
    {
        try
        {
            return _stores.Open(Path, OpenWriter, _ => { });
        }
        catch (SqliteException error)
        {
            throw new CannotStartException($"The database {Path} cannot be used: {error.Message} It was left as it is; move it away to begin with an empty one, or bring back a copy of the whole data folder.", error);
        }
    }

    private SqliteConnection OpenWriter(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            // A checkpoint every 16 MB instead of 4: under load the same pages are written again and again.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Migrate(SqliteConnection connection)
    {
        var files = Migrations.Files("Readings");
        var applied = connection.ExecuteScalar<int>(Version);
        if (applied > files[^1].Number)
            throw new CannotStartException($"The database {Path} is of a newer hub-server (migration {applied}; this one knows {files[^1].Number}). Start the newer program.");
        foreach (var file in files.Where(file => file.Number > applied))
            connection.Execute($"BEGIN IMMEDIATE; {file.Sql}; {Version} = {file.Number}; COMMIT");
    }
}
