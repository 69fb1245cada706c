using Microsoft.Data.Sqlite;

namespace Tongtang.Protocol.Stores;

/// <summary>Copies what can still be read of a damaged SQLite file, row by row, into a new one of the same shape.</summary>
public static class SqliteSalvage
{
    private static SqliteConnection OpenDamaged(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>The names of the tables that can still be seen in it; empty: not even those.</summary>
    public static IReadOnlySet<string> TablesIn(string damaged)
    {
        try
        {
            using var connection = OpenDamaged(damaged);
            return Tables(connection).ToHashSet(StringComparer.Ordinal);
        }
        catch (SqliteException)
        {
            return new HashSet<string>();
        }
    }

    /// <summary>Returns how many rows were saved, and the tables that could not be read through. What contradicts the new file's rules is left out.</summary>
    internal static (long Rows, IReadOnlyList<string> Torn) Copy(string damaged, SqliteConnection into)
    {
        var (rows, torn) = (0L, new List<string>());
        Execute(into, "PRAGMA foreign_keys = OFF");
        using (var transaction = into.BeginTransaction())
        {
            foreach (var table in Tables(into))
            {
                var (saved, whole) = CopyTable(damaged, into, table);
                rows += saved;
                if (!whole) torn.Add(table);
            }
            transaction.Commit();
        }
        Execute(into, "PRAGMA foreign_keys = ON");
        return (rows, torn);
    }

    /// <summary>From the front until it fails, then from the back: damage in the middle costs only the middle.</summary>
    private static (long Rows, bool Whole) CopyTable(string damaged, SqliteConnection into, string table)
    {
        var (columns, key) = Columns(into, table);
        var names = string.Join(", ", columns);
        var (rows, whole) = CopyRows(damaged, into, table, columns, $"SELECT {names} FROM {table} ORDER BY {string.Join(", ", key)}");
        if (whole) return (rows, true);
        rows += CopyRows(damaged, into, table, columns, $"SELECT {names} FROM {table} ORDER BY {string.Join(", ", key.Select(column => column + " DESC"))}").Rows;
        // The key's index may be all that is damaged.
        return (rows + CopyRows(damaged, into, table, columns, $"SELECT {names} FROM {table} NOT INDEXED").Rows, false);
    }

    private static (long Rows, bool Whole) CopyRows(string damaged, SqliteConnection into, string table, IReadOnlyList<string> columns, string query)
    {
        var rows = 0L;
        try
        {
            using var from = OpenDamaged(damaged);
            Execute(from, "PRAGMA cell_size_check = ON");
            using var select = from.CreateCommand();
            select.CommandText = query;
            using var reader = select.ExecuteReader();
            using var insert = Insert(into, table, columns);
            while (reader.Read()) rows += TryInsert(insert, reader);
            return (rows, true);
        }
        catch (SqliteException)
        {
            // The end of what can be read is why we are here; the caller tells how many rows there were before it.
            return (rows, false);
        }
    }

    private static SqliteCommand Insert(SqliteConnection into, string table, IReadOnlyList<string> columns)
    {
        var insert = into.CreateCommand();
        insert.CommandText = $"INSERT OR IGNORE INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@{i}"))})";
        for (var i = 0; i < columns.Count; i++) insert.Parameters.Add(new SqliteParameter($"@{i}", null));
        return insert;
    }

    private static int TryInsert(SqliteCommand insert, SqliteDataReader row)
    {
        for (var i = 0; i < row.FieldCount; i++) insert.Parameters[i].Value = row.GetValue(i);
        try
        {
            return insert.ExecuteNonQuery();
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            return 0;
        }
    }

    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
        using var reader = command.ExecuteReader();
        var tables = new List<string>();
        while (reader.Read()) tables.Add(reader.GetString(0));
        return tables;
    }

    /// <summary>The columns, and those of the primary key in its order.</summary>
    private static (List<string> All, List<string> Key) Columns(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name, pk FROM pragma_table_info('{table}')";
        using var reader = command.ExecuteReader();
        var columns = new List<(string Name, long Key)>();
        while (reader.Read()) columns.Add((reader.GetString(0), reader.GetInt64(1)));
        return (columns.ConvertAll(c => c.Name), columns.Where(c => c.Key > 0).OrderBy(c => c.Key).Select(c => c.Name).DefaultIfEmpty("rowid").ToList());
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
