using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Reports;

/// <summary>The section <c>Reports</c>.</summary>
internal sealed record ReportsSettings
{
    /// <summary>How long files of reports are kept after they were made.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00")]
    public TimeSpan ExportLife { get; init; } = TimeSpan.FromDays(7);
}
