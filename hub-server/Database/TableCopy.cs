using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Database;

/// <summary>Copies every table of a SQLite file into the tables of the same names in a PostgreSQL schema, in one transaction of the caller's.</summary>
internal sealed class TableCopy(string file, NpgsqlConnection target, string schema, TextWriter output)
{
    /// <summary>Both engines' migrations are their own.</summary>
    private const string Own = "schema_migration";

    /// <summary>Has rows from its migration on, which those of the file replace.</summary>
    public const string Seeded = "audit_mark";

    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(5);

    private const string SelectTables = "SELECT tablename FROM pg_tables WHERE schemaname = @schema AND tablename <> @Own ORDER BY tablename";

    private const string SelectColumns = """
        SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = @schema AND table_name = @table ORDER BY ordinal_position
        """;

    // A table after those that its rows refer to.
    private const string SelectReferences = """
        SELECT child.relname AS child, parent.relname AS parent FROM pg_constraint
        JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid
        JOIN pg_namespace ON pg_namespace.oid = child.relnamespace WHERE contype = 'f' AND nspname = @schema AND child.oid <> parent.oid
        """;

    /// <summary>The schema's tables that hold what a hub knows.</summary>
    public static Task<IEnumerable<string>> TablesAsync(DbConnection connection, string schema) => connection.QueryAsync<string>(SelectTables, new { schema, Own });

    /// <returns>How many rows were copied.</returns>
    /// <exception cref="CannotStartException">A table did not arrive whole.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        await source.OpenAsync(cancellationToken);
        var sum = 0L;
        foreach (var table in await InOrderAsync()) sum += await CopyAsync(source, table, cancellationToken);
        return sum;
    }

    private async Task<IReadOnlyList<string>> InOrderAsync()
    {
        var left = (await TablesAsync(target, schema)).ToList();
        var parents = (await target.QueryAsync<(string Child, string Parent)>(SelectReferences, new { schema })).ToLookup(pair => pair.Child, pair => pair.Parent, StringComparer.Ordinal);
        var order = new List<string>(left.Count);
        while (left.Count > 0)
        {
            var next = left.First(table => !parents[table].Any(left.Contains));
            left.Remove(next);
            order.Add(next);
        }
        return order;
    }

    private async Task<long> CopyAsync(SqliteConnection source, string table, CancellationToken cancellationToken)
    {
        var columns = (await target.QueryAsync<(string Name, string Type)>(SelectColumns, new { schema, table })).AsList();
        var names = string.Join(", ", columns.Select(column => column.Name));
        var types = columns.ConvertAll(column => TypeOf(column.Type));
        if (table == Seeded) await target.ExecuteAsync($"DELETE FROM {schema}.{table}");
        var there = await source.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}");
        var (rows, toldAt) = (0L, Stopwatch.GetTimestamp());
        await using (var command = source.CreateCommand())
        {
            command.CommandText = $"SELECT {names} FROM {table}";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await using var writer = await target.BeginBinaryImportAsync($"COPY {schema}.{table} ({names}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            for (; await reader.ReadAsync(cancellationToken); rows++)
            {
                await writer.StartRowAsync(cancellationToken);
                for (var column = 0; column < types.Count; column++) await WriteAsync(writer, reader, column, types[column], cancellationToken);
                if (Stopwatch.GetElapsedTime(toldAt) < s_pace) continue;
                toldAt = Stopwatch.GetTimestamp();
                await output.WriteLineAsync($"{schema}.{table}: {rows} of {there} rows");
            }
            await writer.CompleteAsync(cancellationToken);
        }
        var here = await target.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {schema}.{table}");
        if (here != there) throw new CannotStartException($"{schema}.{table} has {here} rows and not {there}: nothing was copied. Does something write into {file}?");
        await output.WriteLineAsync($"{schema}.{table}: {here} rows");
        return here;
    }

    /// <summary>SQLite holds any value in any column, and reads words as 0 when asked for a number.</summary>
    private static Task WriteAsync(NpgsqlBinaryImporter writer, SqliteDataReader reader, int column, NpgsqlDbType type, CancellationToken cancellationToken)
    {
        if (reader.IsDBNull(column)) return writer.WriteNullAsync(cancellationToken);
        return type switch
        {
            NpgsqlDbType.Bigint => writer.WriteAsync(reader.GetValue(column) is long number ? number : throw Wrong(reader, column), type, cancellationToken),
            NpgsqlDbType.Double => writer.WriteAsync(reader.GetDouble(column), type, cancellationToken),
            NpgsqlDbType.Bytea => writer.WriteAsync(reader.GetFieldValue<byte[]>(column), type, cancellationToken),
            _ => writer.WriteAsync(reader.GetString(column).Replace('\0', '\uFFFD'), type, cancellationToken),
        };
    }

    private static CannotStartException Wrong(SqliteDataReader reader, int column) =>
        new($"A value of {reader.GetName(column)} is \"{reader.GetValue(column)}\" and no whole number: nothing was copied.");

    private static NpgsqlDbType TypeOf(string type) => type switch
    {
        "bigint" => NpgsqlDbType.Bigint,
        "double precision" => NpgsqlDbType.Double,
        "bytea" => NpgsqlDbType.Bytea,
        "text" => NpgsqlDbType.Text,
        _ => throw new InvalidOperationException($"No migration makes columns of the type {type}."),
    };
}
