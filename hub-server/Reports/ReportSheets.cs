using System.Data.Common;
using System.Globalization;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Lessons;

namespace Tongtang.HubServer.Reports;

/// <summary>Writes a report's tables: those of the workbook one after the other, or one alone.</summary>
internal sealed class ReportSheets(UsageReader reader, UsageLeague league, UsageDays days, LessonsSettings lessons, TimeProvider time)
{
    /// <summary>So often one is told how far it is, and may stop it.</summary>
    private const int RowsBetweenLooks = 200;

    private const string SelectLinked = """
        SELECT title, pairing_name, teacher, state, planned_start_ms, started_at_ms, duration_ms,
            (SELECT STRING_AGG(part.named, ' → ') FROM (SELECT school_name || ' ' || room_name AS named FROM linked_lesson_room WHERE lesson_id = linked_lesson.id ORDER BY position) part) AS rooms
        FROM linked_lesson
        """;

    public async Task WriteAsync(DbConnection connection, ReportSubject subject, ExportWish wish, ISheets sheets, Action<long> wrote)
    {
        var pen = new Pen(sheets, wish.Language, wrote);
        if (wish.Kind == ExportKind.Table)
        {
            await LeagueAsync(connection, subject, wish.Of, pen);
        }
        else
        {
            await SummaryAsync(connection, subject, pen);
            foreach (var of in new[] { LeagueOf.School, LeagueOf.Room, LeagueOf.Teacher }) await LeagueAsync(connection, subject, of, pen);
            await LinkedAsync(connection, subject, pen);
            DefinitionsOf(pen);
        }
        sheets.Finish();
    }

    /// <summary>How many rows it will have, about: what progress is measured by.</summary>
    public async Task<long> CountAsync(DbConnection connection, ReportSubject subject, ExportWish wish)
    {
        if (wish.Kind == ExportKind.Table) return await league.CountAsync(connection, subject, wish.Of);
        var (where, values) = reader.Linked(subject.Filter, subject.Period);
        var sum = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM linked_lesson WHERE {where}", values);
        foreach (var of in new[] { LeagueOf.School, LeagueOf.Room, LeagueOf.Teacher }) sum += await league.CountAsync(connection, subject, of);
        return sum;
    }

    private async Task SummaryAsync(DbConnection connection, ReportSubject subject, Pen pen)
    {
        var report = await reader.ReportAsync(connection, subject);
        pen.Begin(ReportWords.Summary, 34, 16, 16, 16, 10);
        pen.Row(pen.Head(ReportWords.Title));
        pen.Row(pen.Head(ReportWords.Place), Cell.Of(report.Place.Name.NullIfEmpty() ?? ReportWords.Everything.In(pen.Language)));
        if (report.Place.Teacher is { } teacher) pen.Row(pen.Head(ReportWords.Teacher), Cell.Of(teacher));
        pen.Row(pen.Head(ReportWords.Period), Cell.Of(Days(report.Period)));
        pen.Row(pen.Head(ReportWords.Before), Cell.Of(Days(report.Before)));
        pen.Row(pen.Head(ReportWords.MadeAt), Cell.Of(Local(time.GetUtcNow().ToUnixTimeMilliseconds())));
        if (report.RoomsUncounted > 0) pen.Row(pen.Head(ReportWords.Uncounted), Cell.Count(report.RoomsUncounted));
        pen.Row();
        pen.Row(pen.Head(ReportWords.Figure), pen.Head(ReportWords.Value), pen.Head(ReportWords.Before), pen.Head(ReportWords.Target), pen.Head(ReportWords.Reached));
        foreach (var figure in report.Figures)
        {
            var reached = figure.Target is { } target && figure.Value is { } value ? (value >= target ? ReportWords.Yes : ReportWords.No).In(pen.Language) : "";
            pen.Row(Cell.Of(Definitions.Of(figure.Key).Name.In(pen.Language)), Cell.Of(figure.Unit, figure.Value), Cell.Of(figure.Unit, figure.Before), Cell.Of(figure.Unit, figure.Target), Cell.Of(reached));
        }
    }

    private async Task LeagueAsync(DbConnection connection, ReportSubject subject, LeagueOf of, Pen pen)
    {
        pen.Begin(of switch { LeagueOf.Region => ReportWords.Region, LeagueOf.School => ReportWords.Schools, LeagueOf.Room => ReportWords.Rooms, LeagueOf.Teacher => ReportWords.Teachers, _ => ReportWords.Subject }, 24, 24, 24);
        var names = of switch
        {
            LeagueOf.Region => new[] { ReportWords.Region },
            LeagueOf.School => [ReportWords.Region, ReportWords.School],
            LeagueOf.Room => [ReportWords.Region, ReportWords.School, ReportWords.Room],
            LeagueOf.Teacher => [ReportWords.Region, ReportWords.School, ReportWords.Teacher],
            _ => [ReportWords.Subject],
        };
        FigureKey[] figures = [FigureKey.Rooms, FigureKey.RoomsUsed, FigureKey.Coverage, FigureKey.Lessons, FigureKey.Hours, FigureKey.LessonsPerRoomWeek, FigureKey.TeachersRecorded, FigureKey.Subjects];
        pen.Row([.. names.Select(pen.Head), .. figures.Select(key => pen.Head(Definitions.Of(key).Name)), pen.Head(ReportWords.LessonsBefore)]);
        await foreach (var row in league.ReadAsync(connection, subject, of))
        {
            Cell[] named = names.Length switch { 1 => [Cell.Of(row.Name)], 2 => [Cell.Of(row.RegionName), Cell.Of(row.Name)], _ => [Cell.Of(row.RegionName), Cell.Of(row.SchoolName), Cell.Of(row.Name)] };
            pen.Counted([
                .. named, Cell.Count(row.Rooms), Cell.Count(row.RoomsUsed), Cell.Share(row.Coverage), Cell.Count(row.Lessons), Cell.Decimal(row.Hours),
                Cell.Decimal(row.LessonsPerRoomWeek), Cell.Count(row.TeachersRecorded), Cell.Count(row.Subjects), Cell.Count(row.LessonsBefore)]);
        }
    }

    private async Task LinkedAsync(DbConnection connection, ReportSubject subject, Pen pen)
    {
        pen.Begin(ReportWords.Linked, 30, 24, 16, 44, 12, 18, 18, 10, 10);
        pen.Row([.. new[] { ReportWords.Lesson, ReportWords.Pairing, ReportWords.Teacher, ReportWords.Rooms, ReportWords.State, ReportWords.Planned, ReportWords.Started, ReportWords.Minutes, ReportWords.OnTime }.Select(pen.Head)]);
        var (where, values) = reader.Linked(subject.Filter, subject.Period);
        await foreach (var row in connection.QueryUnbufferedAsync<LinkedRow>($"{SelectLinked} WHERE {where} ORDER BY planned_start_ms, id", new DynamicParameters(values)))
        {
            var onTime = row.State != "ended" ? "" : (row.StartedAtMs <= row.PlannedStartMs + (long)lessons.OnTimeWithin.TotalMilliseconds ? ReportWords.Yes : ReportWords.No).In(pen.Language);
            pen.Counted([
                Cell.Of(row.Title), Cell.Of(row.PairingName), Cell.Of(row.Teacher), Cell.Of(row.Rooms), Cell.Of(ReportWords.StateOf(row.State).In(pen.Language)),
                Cell.Of(Local(row.PlannedStartMs)), Cell.Of(row.StartedAtMs is { } began ? Local(began) : ""), Cell.Decimal(row.DurationMs / 60_000.0), Cell.Of(onTime)]);
        }
    }

    private static void DefinitionsOf(Pen pen)
    {
        pen.Begin(ReportWords.DefinitionsSheet, 28, 100);
        pen.Row(pen.Head(ReportWords.Figure), pen.Head(ReportWords.Meaning));
        foreach (var definition in Definitions.All) pen.Row(Cell.Of(definition.Name.In(pen.Language)), Cell.Of(definition.Meaning.In(pen.Language)));
    }

    private static string Days(ReportPeriod period) => string.Create(CultureInfo.InvariantCulture, $"{period.Name} {period.From:yyyy-MM-dd} – {period.To:yyyy-MM-dd}").Trim();

    private string Local(long ms) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), days.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Writes in one language, and counts what it writes.</summary>
    private sealed class Pen(ISheets sheets, ReportLanguage language, Action<long> wrote)
    {
        private long _rows;

        public ReportLanguage Language => language;

        public void Begin(BothLanguages name, params IReadOnlyList<int> widths) => sheets.Begin(name.In(language), widths);

        public Cell Head(BothLanguages words) => Cell.Heading(words.In(language));

        public void Row(params IReadOnlyList<Cell> cells) => sheets.Row(cells);

        public void Counted(IReadOnlyList<Cell> cells)
        {
            sheets.Row(cells);
            if (++_rows % RowsBetweenLooks == 0) wrote(_rows);
        }
    }

    private sealed record LinkedRow
    {
        public required string Title { get; init; }

        public required string PairingName { get; init; }

        public required string Teacher { get; init; }

        public required string State { get; init; }

        public long PlannedStartMs { get; init; }

        public long? StartedAtMs { get; init; }

        public long DurationMs { get; init; }

        public string? Rooms { get; init; }
    }
}
