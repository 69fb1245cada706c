using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Readings;

/// <summary><c>readings.db</c>, beside <c>hub.db</c>, with a WAL of its own.</summary>
internal sealed class SqliteReadings : IReadingsDatabase
{
    public const string FileName = "readings.db";

    private const string Version = "PRAGMA user_version";

    private readonly string _path;
    private readonly string _readers;
    private readonly SqliteStores _stores;

    public SqliteReadings(DataFolder folder, SqliteStores stores)
    {
        _stores = stores;
        _path = folder[FileName];
        _readers = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = 30 }.ConnectionString;
    }

    public string Begin => "BEGIN IMMEDIATE";

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_readers);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA query_only = ON");
        return connection;
    }

    /// <summary>A damaged file is repaired: nothing in it is worth a hub that stands still.</summary>
    public DbConnection OpenWriter()
    {
        try
        {
            return _stores.Open(_path, OpenWriter, _ => { });
        }
        catch (SqliteException error)
        {
            throw new CannotStartException($"The database {_path} cannot be used: {error.Message} It was left as it is; move it away to begin with an empty one, or bring back a copy of the whole data folder.", error);
        }
    }

    /// <summary>Writes the WAL back into the file.</summary>
    public void CloseWriter(DbConnection writer)
    {
        writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        writer.Dispose();
    }

    public IRowStatement Prepare(DbConnection writer, string upsert) => new SqliteRows((SqliteConnection)writer, upsert);

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
        var applied = connection.ExecuteScalar<int>(Version);
        var files = Migrations.Missing(Enumerable.Range(1, applied).ToHashSet(), "Readings", _path);
        foreach (var file in files)
            connection.Execute($"BEGIN IMMEDIATE; {file.Sql}; {Version} = {file.Number}; COMMIT");
    }
}
