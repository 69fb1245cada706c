using System.Text;

namespace Tongtang.HubServer.Imports;

/// <summary>Comma-separated values (RFC 4180), with semicolons or tabs too; in UTF-8, UTF-16 or GB18030, which Chinese office programs write.</summary>
internal static class CsvTable
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Table Read(byte[] file, TableLimits limits)
    {
        var text = Text(file);
        var separator = Separator(text);
        var rows = new List<TableRow>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (number, position) = (1, 0);
        while (position < text.Length)
        {
            position = Cell(text, position, separator, cell, number, cells.Count, limits);
            if (cells.Count == limits.Columns) throw limits.TooWide(number);
            cells.Add(cell.ToString().Trim());
            var ends = position >= text.Length || text[position] is '\r' or '\n';
            if (!ends)
            {
                position++;
                if (position < text.Length) continue;
                cells.Add("");
            }
            if (cells.Any(one => one.Length > 0)) rows.Add(new TableRow(number, [.. cells]));
            if (rows.Count > limits.Rows) throw limits.TooLong();
            cells.Clear();
            number++;
            if (position < text.Length && text[position] == '\r') position++;
            if (position < text.Length && text[position] == '\n') position++;
        }
        return new Table(rows);
    }

    /// <summary>Reads one cell; returns where it ended.</summary>
    private static int Cell(string text, int position, char separator, StringBuilder cell, int row, int column, TableLimits limits)
    {
        cell.Clear();
        var quoted = position < text.Length && text[position] == '"';
        if (quoted) position++;
        while (position < text.Length)
        {
            var letter = text[position];
            if (quoted && letter == '"')
            {
                if (position + 1 >= text.Length || text[position + 1] != '"')
                {
                    quoted = false;
                    position++;
                    continue;
                }
                position++;
            }
            else if (!quoted && (letter == separator || letter is '\r' or '\n'))
            {
                return position;
            }
            if (cell.Length == limits.CellCharacters) throw limits.CellTooLong(row, column);
            cell.Append(letter);
            position++;
        }
        return quoted ? throw new TableException("quote_open", "A quoted cell does not end.", row, ColumnName.Of(column)) : position;
    }

    private static string Text(byte[] file)
    {
        var bytes = file.AsSpan();
        if (bytes.StartsWith<byte>([0xFF, 0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith<byte>([0xFE, 0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        if (bytes.Contains((byte)0)) throw new TableException("file_format_unknown", "The file is no text; allowed: .xlsx, .csv.");
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return National(bytes);
        }
    }

    private static string National(ReadOnlySpan<byte> bytes)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new TableException("encoding_unknown", "The text is neither UTF-8 nor GB18030.");
        }
    }

    /// <summary>The one that the first line has most of outside quotes.</summary>
    private static char Separator(string text)
    {
        Dictionary<char, int> counts = new() { [','] = 0, [';'] = 0, ['\t'] = 0 };
        var quoted = false;
        foreach (var letter in text)
        {
            if (letter == '"') quoted = !quoted;
            else if (!quoted && letter is '\r' or '\n') break;
            else if (!quoted && counts.TryGetValue(letter, out var count)) counts[letter] = count + 1;
        }
        return counts.MaxBy(one => one.Value).Key;
    }
}
