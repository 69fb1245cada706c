namespace Tongtang.HubServer.Imports;

/// <summary>Reads a table from a file of an office program: XLSX or CSV, told apart by its first bytes.</summary>
internal static class TableReader
{
    /// <exception cref="TableException">It cannot be read as a table.</exception>
    public static Table Read(byte[] file, TableLimits limits)
    {
        if (file.Length == 0) throw new TableException("file_empty", "The file is empty.");
        if (file.Length > TableLimits.FileBytes) throw new TableException("file_too_large", $"The file has {file.Length} bytes; allowed: {TableLimits.FileBytes}.");
        var bytes = file.AsSpan();
        if (bytes.StartsWith("PK"u8)) return XlsxTable.Read(file, limits);
        if (bytes.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0])) throw new TableException("file_format_unknown", "The file is of an old Excel (.xls), or has a password; allowed: .xlsx without a password, .csv.");
        if (bytes.StartsWith("%PDF"u8)) throw new TableException("file_format_unknown", "The file is a PDF; allowed: .xlsx, .csv.");
        return CsvTable.Read(file, limits);
    }
}
