using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Timetable;

/// <summary>Imported timetables in the database.</summary>
internal sealed class TimetableImports(HubDatabase database, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO timetable_import (id, school_id, term_id, file_name, lessons, created_by, created_at_ms) VALUES (@id, @schoolId, @termId, @fileName, @count, @caller, @now)
        """;

    private const string Select = """
        SELECT id AS Id, school_id AS SchoolId, term_id AS TermId, file_name AS FileName, lessons AS Lessons, created_by AS CreatedBy, created_at_ms AS CreatedAtMs, undone_by AS UndoneBy, undone_at_ms AS UndoneAtMs
        FROM timetable_import
        """;

    private const string Present = $"SELECT {TimetableReader.LessonColumns} FROM timetable_lesson WHERE school_id = @schoolId AND term_id = @termId";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["createdAt"] = "created_at_ms" };

    public async Task<Page<TimetableImport>> ListAsync(string schoolId, PagePlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM timetable_import WHERE school_id = @schoolId", new { schoolId });
        var rows = await connection.QueryAsync<Row>($"{Select} WHERE school_id = @schoolId {plan.Sql}", new { schoolId });
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public async Task<TimetableImport?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>(Select + " WHERE id = @id", new { id }))?.View();
    }

    /// <summary>Stores all of it, unless something is in its way; the check and the store are one.</summary>
    /// <returns>The import's id; null when it was a trial, or there are faults.</returns>
    public Task<(string? Id, IReadOnlyList<TableFault> Conflicts)> RunAsync(
        string schoolId, SheetPlace place, IReadOnlyList<SheetLesson> lessons, string fileName, string caller, bool allowConflicts, bool dryRun, CancellationToken cancellationToken)
    {
        var (id, now) = (NodeId.New(time), time.GetUtcNow());
        var names = place.RoomsByName.ToDictionary(room => room.Value, room => room.Key, StringComparer.Ordinal);
        return database.WriteAsync<(string? Id, IReadOnlyList<TableFault> Conflicts)>(
            async connection =>
            {
                var present = (await connection.QueryAsync<TimetableReader.LessonRow>(Present, new { schoolId, termId = place.TermId })).Select(row => row.View());
                List<TableFault> conflicts = allowConflicts ? [] : [.. TimetableSheet.ConflictFaults(lessons, present, place.TermWeeks, names)];
                if (conflicts.Count > 0 || dryRun) return (null, conflicts);
                await connection.ExecuteAsync(Insert, new { id, schoolId, termId = place.TermId, fileName, count = lessons.Count, caller, now = now.ToUnixTimeMilliseconds() });
                await TimetableStore.InsertAsync(connection, lessons.Select(lesson => lesson.Lesson), schoolId, id, now);
                return (id, conflicts);
            },
            cancellationToken);
    }

    /// <returns>False: it was undone before.</returns>
    public Task<bool> UndoAsync(string id, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var values = new { id, caller, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
            if (await connection.ExecuteAsync("UPDATE timetable_import SET undone_by = @caller, undone_at_ms = @now WHERE id = @id AND undone_at_ms IS NULL", values) == 0) return false;
            await connection.ExecuteAsync("DELETE FROM timetable_lesson WHERE import_id = @id", values);
            return true;
        },
        cancellationToken);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string SchoolId { get; init; }

        public required string TermId { get; init; }

        public required string FileName { get; init; }

        public int Lessons { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public string? UndoneBy { get; init; }

        public long? UndoneAtMs { get; init; }

        public TimetableImport View() => new(
            Id, SchoolId, TermId, FileName, Lessons, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), UndoneBy, UndoneAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }
}
