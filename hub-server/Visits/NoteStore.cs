using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Visits;

/// <summary>A note to be kept.</summary>
internal sealed record NewNote(string Id, string RoomId, string AuthorId, string Author, long AtMs, string Source, string? RecordingId, string Title, string Teacher, string Text, byte[]? Picture);

/// <summary>Notes with their pictures. Every question carries the asker's scope.</summary>
internal sealed class NoteStore(HubDatabase database)
{
    private const int Piece = 100;

    private const string Count = "SELECT COUNT(*) FROM visit_note WHERE room_id = @RoomId";

    private const string Insert = """
        INSERT INTO visit_note (id, room_id, author_id, author, at_ms, source, recording_id, title, teacher, text, picture)
        VALUES (@Id, @RoomId, @AuthorId, @Author, @AtMs, @Source, @RecordingId, @Title, @Teacher, @Text, @Picture)
        """;

    private const string Update = "UPDATE visit_note SET text = @text WHERE id = @id";

    private const string Delete = "DELETE FROM visit_note WHERE id = @id";

    private const string DeleteOld = "DELETE FROM visit_note WHERE id IN (SELECT id FROM visit_note WHERE at_ms < @before ORDER BY at_ms LIMIT @Piece)";

    private const string Columns = """
        visit_note.id, visit_note.room_id, room.name AS room_name, school.name AS school_name, visit_note.author, visit_note.author_id, visit_note.at_ms, visit_note.source,
        visit_note.title, visit_note.teacher, recording.id AS recording_id, recording.started_at_ms, visit_note.text
        """;

    private const string Joins = """
        FROM visit_note JOIN room ON room.id = visit_note.room_id JOIN school ON school.id = room.school_id
        LEFT JOIN recording ON recording.id = visit_note.recording_id AND recording.room_id = visit_note.room_id AND recording.deleted_at_ms IS NULL
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["at"] = "visit_note.at_ms",
        ["author"] = "visit_note.author",
        ["roomName"] = "room.name_key",
        ["schoolName"] = "school.name_key",
    };

    /// <summary>False: the room has <paramref name="most"/> already.</summary>
    public Task<bool> AddAsync(NewNote note, int most, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await connection.ExecuteScalarAsync<long>(Count, note) >= most) return false;
            await connection.ExecuteAsync(Insert, note);
            return true;
        },
        cancellationToken);

    public Task ChangeAsync(string id, string text, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(Update, new { id, text }), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(Delete, new { id }), cancellationToken);

    public async Task CleanAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var beforeMs = before.ToUnixTimeMilliseconds();
        while (await database.WriteAsync(connection => connection.ExecuteAsync(DeleteOld, new { before = beforeMs, Piece }), cancellationToken) == Piece)
        {
        }
    }

    public async Task<Page<VisitNote>> ListAsync(Caller caller, VisitFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {Visible(caller.Scope)}
              AND (@room IS NULL OR visit_note.room_id = @room) AND (@school IS NULL OR school.id = @school) AND (@region IS NULL OR school.region_id = @region)
              AND (@recording IS NULL OR visit_note.recording_id = @recording) AND (@authorId IS NULL OR visit_note.author_id = @authorId)
              AND (@from IS NULL OR visit_note.at_ms >= @from) AND (@to IS NULL OR visit_note.at_ms < @to)
              AND (@pattern IS NULL OR LOWER(visit_note.text) LIKE @pattern ESCAPE '\' OR LOWER(visit_note.title) LIKE @pattern ESCAPE '\'
                   OR LOWER(visit_note.teacher) LIKE @pattern ESCAPE '\' OR LOWER(visit_note.author) LIKE @pattern ESCAPE '\'
                   OR LOWER(room.name) LIKE @pattern ESCAPE '\' OR LOWER(school.name) LIKE @pattern ESCAPE '\')
            """;
        var values = filter.Values(caller.Scope);
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} {where}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.Note(caller)).ToList(), total);
    }

    public async Task<VisitNote?> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} {Joins} WHERE visit_note.id = @id AND {Visible(caller.Scope)}", new { id, scopeId = caller.Scope.Id });
        return row?.Note(caller);
    }

    /// <summary>JPEG; null: there is none, or it is not theirs to see.</summary>
    public async Task<byte[]?> PictureAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<byte[]?>($"SELECT visit_note.picture {Joins} WHERE visit_note.id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id });
    }

    private static string Visible(Scope scope) => scope.Filter("school.region_id", "school.id");

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public required string Author { get; init; }

        public required string AuthorId { get; init; }

        public long AtMs { get; init; }

        public required string Source { get; init; }

        public required string Title { get; init; }

        public required string Teacher { get; init; }

        public string? RecordingId { get; init; }

        public long? StartedAtMs { get; init; }

        public required string Text { get; init; }

        public VisitNote Note(Caller caller) => new(
            Id,
            RoomId,
            RoomName,
            SchoolName,
            Author,
            AuthorId == Watcher.Of(caller).Id,
            DateTimeOffset.FromUnixTimeMilliseconds(AtMs),
            Source.Length == 0 ? null : Source,
            Title,
            Teacher,
            RecordingId,
            StartedAtMs is { } started ? Math.Max(0, (AtMs - started) / 1000.0) : null,
            Text);
    }
}
