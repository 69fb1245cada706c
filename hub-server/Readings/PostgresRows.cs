using System.Text.RegularExpressions;
using Npgsql;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// Rows are gathered and sent as one array per column: one round trip for thousands of them. One statement may touch a
/// row only once, so what has the same key is gathered as one.
/// </summary>
internal sealed partial class PostgresRows : IRowStatement
{
    /// <summary>As many wait at most: some 300 kB.</summary>
    private const int MostRows = 5000;

    private readonly NpgsqlCommand _command;
    private readonly long[] _row;
    private readonly bool[] _isDouble;
    private readonly Dictionary<(long, long, long), long[]> _rows = [];

    public PostgresRows(NpgsqlConnection connection, string upsert)
    {
        var columns = upsert.Count(letter => letter == '?');
        (_row, _isDouble) = (new long[columns], new bool[columns]);
        var arrays = string.Join(", ", Enumerable.Range(1, columns).Select(column => $"${column}"));
        _command = new NpgsqlCommand(Values().Replace(upsert, $"SELECT * FROM unnest({arrays.Replace("$", "$$", StringComparison.Ordinal)})"), connection);
    }

    public void Bind(int parameter, long value) => (_row[parameter - 1], _isDouble[parameter - 1]) = (value, false);

    public void Bind(int parameter, double value) => (_row[parameter - 1], _isDouble[parameter - 1]) = (BitConverter.DoubleToInt64Bits(value), true);

    public void Run()
    {
        _rows[(_row[0], _row[1], _row[2])] = [.. _row];
        if (_rows.Count >= MostRows) Flush();
    }

    public void Flush()
    {
        if (_rows.Count == 0) return;
        _command.Parameters.Clear();
        for (var column = 0; column < _row.Length; column++) _command.Parameters.Add(_isDouble[column] ? Doubles(column) : Longs(column));
        _command.ExecuteNonQuery();
        _rows.Clear();
    }

    public void Dispose() => _command.Dispose();

    private NpgsqlParameter Longs(int column) => new NpgsqlParameter<long[]> { TypedValue = [.. _rows.Values.Select(row => row[column])] };

    private NpgsqlParameter Doubles(int column) => new NpgsqlParameter<double[]> { TypedValue = [.. _rows.Values.Select(row => BitConverter.Int64BitsToDouble(row[column]))] };

    [GeneratedRegex(@"VALUES \([?, ]+\)", RegexOptions.NonBacktracking)]
    private static partial Regex Values();
}
