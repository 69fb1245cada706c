using System.Data.Common;
using Dapper;
using Npgsql;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// The schema <c>readings</c> of a PostgreSQL database. Its writer counts and remembers in memory, so there is one of it:
/// whoever holds the session's lock. Another hub on the same database does not start.
/// </summary>
internal sealed class PostgresReadings : IReadingsDatabase, IAsyncDisposable
{
    public const string SchemaName = "readings";

    private const int Readers = 8;

    /// <summary>The connection of a hub that was killed is noticed long before.</summary>
    private const string TakeLock = "SET lock_timeout = '10s'; SELECT pg_advisory_lock(@Locks, @ReadingsWriter); SET lock_timeout = 0";

    private const string Table = "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY)";

    private const string Applied = "SELECT number FROM schema_migration";

    private readonly PostgresSchema _schema;

    public PostgresReadings(DatabaseSettings settings) => _schema = new PostgresSchema(settings.Connection, SchemaName, Readers);

    public string Begin => "BEGIN TRANSACTION";

    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => _schema.OpenReaderAsync(cancellationToken);

    public DbConnection OpenWriter()
    {
        var connection = _schema.OpenWriter();
        try
        {
            connection.Execute(TakeLock, new { PostgresSchema.Locks, PostgresSchema.ReadingsWriter });
            connection.Execute($"CREATE SCHEMA IF NOT EXISTS {SchemaName}");
            Migrate(connection);
            return connection;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            connection.Dispose();
            throw new CannotStartException($"Another hub keeps its readings in {_schema.Place}; end it first, or give this one another database (Database:Connection).", error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void CloseWriter(DbConnection writer) => writer.Dispose();

    public IRowStatement Prepare(DbConnection writer, string upsert) => new PostgresRows(((PostgresConnection)writer).Inner, upsert);

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    private void Migrate(DbConnection connection)
    {
        connection.Execute(Table);
        foreach (var file in Migrations.Missing(connection.Query<int>(Applied).ToHashSet(), "Readings", _schema.Place))
            connection.Execute($"BEGIN; {PostgresEngine.AdaptTypes(file.Sql)}; INSERT INTO schema_migration (number) VALUES ({file.Number}); COMMIT");
    }
}
