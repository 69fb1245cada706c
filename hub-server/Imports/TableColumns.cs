namespace Tongtang.HubServer.Imports;

/// <summary>A column that an import knows.</summary>
/// <param name="Name">Its name in code.</param>
/// <param name="Headers">What its head may say; compared without case and spaces.</param>
internal sealed record ColumnWish(string Name, bool Required, params IReadOnlyList<string> Headers);

/// <summary>Which column of a table is which, by its first row.</summary>
internal sealed class TableColumns
{
    private const int MostAllowed = 10;

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly TableRow _head;

    private TableColumns(TableRow head) => _head = head;

    /// <param name="faults">Columns that lack, that nobody knows, or that are there twice.</param>
    public static TableColumns Read(Table table, IReadOnlyList<ColumnWish> wishes, List<TableFault> faults)
    {
        var head = table.Rows.Count > 0 ? table.Rows[0] : new TableRow(1, []);
        var columns = new TableColumns(head);
        foreach (var (index, header) in head.Cells.Index())
        {
            if (header.Length == 0) continue;
            var wish = wishes.FirstOrDefault(wish => wish.Headers.Append(wish.Name).Any(name => Plain(name) == Plain(header)));
            if (wish is null) faults.Add(columns.Fault(head, index, "header_unknown", "No column is called this; allowed are the columns listed.", [.. wishes.Select(known => known.Headers[0])]));
            else if (!columns._columns.TryAdd(wish.Name, index)) faults.Add(columns.Fault(head, index, "header_twice", "This column is there twice."));
        }
        faults.AddRange(wishes.Where(wish => wish.Required && !columns._columns.ContainsKey(wish.Name))
            .Select(wish => new TableFault(head.Number, null, wish.Headers[0], null, "header_missing", $"The first row has no column {wish.Headers[0]} ({string.Join(", ", wish.Headers.Skip(1).Append(wish.Name))}).")));
        return columns;
    }

    public string Text(TableRow row, string name) => _columns.TryGetValue(name, out var column) ? row[column] : "";

    /// <summary>A fault in the column of that name.</summary>
    public TableFault Fault(TableRow row, string name, string code, string detail, IEnumerable<string>? allowed = null) =>
        _columns.TryGetValue(name, out var column) ? Fault(row, column, code, detail, allowed) : new TableFault(row.Number, null, name, null, code, detail, Listed(allowed));

    private TableFault Fault(TableRow row, int column, string code, string detail, IEnumerable<string>? allowed = null)
    {
        var value = row[column];
        return new TableFault(row.Number, ColumnName.Of(column), _head[column], value.Length > 100 ? value[..100] : value, code, detail, Listed(allowed));
    }

    private static IReadOnlyList<string>? Listed(IEnumerable<string>? allowed) => allowed is null ? null : [.. allowed.Take(MostAllowed)];

    private static string Plain(string header) => header.Replace(" ", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).ToLowerInvariant();
}
