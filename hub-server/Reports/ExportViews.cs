namespace Tongtang.HubServer.Reports;

internal enum ExportKind
{
    /// <summary>Summary against targets, schools, rooms, teachers, linked lessons, definitions.</summary>
    Workbook,

    /// <summary>One league table.</summary>
    Table,
}

internal enum ExportFormat
{
    Xlsx,

    /// <summary>Of a table alone.</summary>
    Csv,
}

internal enum ExportState
{
    Queued,
    Running,
    Ready,
    Failed,
}

/// <summary>What a file shall hold.</summary>
internal sealed record ExportWish(ExportKind Kind, ExportFormat Format, LeagueOf Of, ReportLanguage Language, ReportWish Report);

internal sealed record ExportError(string Code, string Detail);

/// <summary>A file of a report.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="Address">Where it is fetched, once it is ready.</param>
/// <param name="ExpiresAt">When it is removed.</param>
internal sealed record ReportExport(
    string Id, string Name, ExportKind Kind, ExportFormat Format, ExportState State, double Progress, long? Bytes, string? Address, ExportError? Error, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
