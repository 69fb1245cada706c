using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Database;

/// <summary>
/// Copies both SQLite files of a hub into an empty PostgreSQL database: all tables or, when it is broken off, none, so that
/// it is simply run again. The files stay as they are.
/// </summary>
internal sealed class DatabaseMove(DataFolder data, DatabaseSettings target, TimeProvider time, TextWriter output)
{
    /// <exception cref="CannotStartException">There is no hub, one runs, or the target is not empty.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(data[SqliteEngine.FileName])) throw new CannotStartException($"{data.Path} has no {SqliteEngine.FileName}: there is nothing to copy. Name the hub's data folder with --data.");
        using var only = data.Lock();
        await MigrateSourceAsync(cancellationToken);
        await using var engine = new PostgresEngine(target);
        await RequireEmptyAsync(engine, cancellationToken);
        try
        {
            await MigrateTargetAsync(engine, cancellationToken);
            // The readings' writer holds its lock meanwhile: no hub comes in between.
            await using var readings = new PostgresReadings(target);
            using var writer = readings.OpenWriter();
            using var hub = engine.OpenWriter();
            await using var transaction = await ((PostgresConnection)hub).Inner.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            var rows = await new TableCopy(data[SqliteEngine.FileName], ((PostgresConnection)hub).Inner, PostgresEngine.SchemaName, output).RunAsync(cancellationToken)
                + await new TableCopy(data[SqliteReadings.FileName], ((PostgresConnection)hub).Inner, PostgresReadings.SchemaName, output).RunAsync(cancellationToken);
            await hub.ExecuteAsync("ANALYZE (VERBOSE false)");
            await transaction.CommitAsync(cancellationToken);
            await output.WriteLineAsync($"{rows} rows are in {engine.Place}, counted table by table. Set Database:Provider to postgres and Database:Connection to the same words, and start the hub. The files in {data.Path} were left as they are; put them away, for the hub will not write into them any more.");
        }
        catch (NpgsqlException error)
        {
            throw new CannotStartException($"Nothing was copied: {error.Message} Mend that and run it again.", error);
        }
    }

    /// <summary>An older hub's files get this program's shape first, by the program's own means.</summary>
    private async Task MigrateSourceAsync(CancellationToken cancellationToken)
    {
        await using var engine = new SqliteEngine(data, time);
        await using (var database = new HubDatabase(engine)) await Migrations(database, engine).RunAsync(cancellationToken);
        var readings = new SqliteReadings(data, new SqliteStores(new StoreRepairs(data, time, NullLogger<StoreRepairs>.Instance), time));
        readings.CloseWriter(readings.OpenWriter());
        SqliteConnection.ClearAllPools();
    }

    private async Task MigrateTargetAsync(PostgresEngine engine, CancellationToken cancellationToken)
    {
        await using var database = new HubDatabase(engine);
        await Migrations(database, engine).RunAsync(cancellationToken);
    }

    private static async Task RequireEmptyAsync(PostgresEngine engine, CancellationToken cancellationToken)
    {
        engine.RequireSound();
        await using var connection = await engine.OpenReaderAsync(cancellationToken);
        foreach (var schema in new[] { PostgresEngine.SchemaName, PostgresReadings.SchemaName })
        {
            foreach (var table in (await TableCopy.TablesAsync(connection, schema)).Where(table => table != TableCopy.Seeded))
            {
                if (await connection.ExecuteScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {schema}.{table})"))
                    throw new CannotStartException($"{engine.Place} is not empty: {schema}.{table} has rows. Name an empty database; nothing was changed.");
            }
        }
    }

    private Migrations Migrations(HubDatabase database, IEngine engine) => new(database, engine, time, NullLogger<Migrations>.Instance);
}
