using System.Globalization;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Recordings;

internal enum MetadataFormat
{
    Csv,
    Xlsx,
}

internal enum MetadataLanguage
{
    Zh,
    En,
}

/// <summary>What is known about recordings as a table, for resource platforms and office programs.</summary>
internal sealed class RecordingExport(RecordingLists recordings)
{
    private static readonly (string Zh, string En, int Width)[] s_columns =
    [
        ("编号", "Id", 34), ("课程", "Title", 30), ("教师", "Teacher", 14), ("学科", "Subject", 12), ("班级", "Class", 14), ("学校", "School", 24), ("教室", "Room", 18), ("开始时间", "Started", 26),
        ("时长（秒）", "Length (seconds)", 12), ("大小（字节）", "Size (bytes)", 16), ("状态", "State", 12), ("可见范围", "Seen by", 12), ("课表编号", "Timetable lesson", 30),
    ];

    /// <summary>The newest that a list reaches; they are few enough to be held.</summary>
    public async Task<MemoryStream> WriteAsync(Sight sight, RecordingFilter filter, MetadataFormat format, MetadataLanguage language, CancellationToken cancellationToken)
    {
        var file = new MemoryStream();
        using (ISheets sheets = format == MetadataFormat.Csv ? new CsvSheets(file) : new XlsxSheets(file))
        {
            sheets.Begin(language == MetadataLanguage.Zh ? "录制" : "Recordings", [.. s_columns.Select(column => column.Width)]);
            sheets.Row([.. s_columns.Select(column => Cell.Heading(language == MetadataLanguage.Zh ? column.Zh : column.En))]);
            for (var page = 1; page <= RecordingSearch.Reach / PageQuery.LargestPage; page++)
            {
                _ = new PageQuery(page, PageQuery.LargestPage, "-startedAt").Plan(RecordingSearch.SortColumns, "-startedAt", "recording.id", out var plan);
                var found = await recordings.ListAsync(sight, filter, plan, cancellationToken);
                foreach (var recording in found.Items) sheets.Row(Row(recording));
                if (found.Items.Count < PageQuery.LargestPage) break;
            }
            sheets.Finish();
        }
        file.Position = 0;
        return file;
    }

    private static Cell[] Row(RecordingItem recording) =>
    [
        Cell.Of(recording.Id), Cell.Of(recording.Title), Cell.Of(recording.Teacher), Cell.Of(recording.Subject), Cell.Of(recording.ClassName), Cell.Of(recording.SchoolName), Cell.Of(recording.RoomName),
        Cell.Of(recording.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), Cell.Count(Math.Round(recording.DurationSeconds)), Cell.Count(recording.Bytes),
        Cell.Of(recording.State.Word()), Cell.Of(recording.Visibility.Word()), Cell.Of(recording.LessonId),
    ];
}
