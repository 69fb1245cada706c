using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Recordings;

/// <summary>Requests as approvers, and those who asked, read them. What is in the recycle bin waits for nobody.</summary>
internal sealed class ApprovalLists(HubDatabase database)
{
    private const string Columns = """
        approval_request.id, approval_request.recording_id, recording.title, recording.teacher, room.name AS room_name, school.name AS school_name, recording.started_at_ms,
        recording.duration_ms, approval_request.visibility, approval_request.state, approval_request.asked_by, approval_request.asked_at_ms, approval_request.note,
        approval_request.decided_by, approval_request.decided_at_ms, approval_request.word
        """;

    private const string Joins = """
        FROM approval_request JOIN recording ON recording.id = approval_request.recording_id JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id
        """;

    private const string SelectLast = $"SELECT {Columns} {Joins} WHERE approval_request.recording_id = @recordingId ORDER BY approval_request.asked_at_ms DESC, approval_request.id DESC LIMIT 1";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["askedAt"] = "approval_request.asked_at_ms",
        ["schoolName"] = "school.name_key",
        ["title"] = "recording.title",
    };

    public async Task<Page<ApprovalRequest>> ListAsync(Scope scope, RequestState state, PagePlan plan, CancellationToken cancellationToken)
    {
        var from = $"{Joins} WHERE approval_request.state = @state AND recording.deleted_at_ms IS NULL AND {scope.Filter("school.region_id", "school.id")}";
        var values = new { state = state.Word(), scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {from}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {from} {plan.Sql}", values);
        return new Page<ApprovalRequest>([.. rows.Select(row => row.Request())], total, plan.Number, plan.Size);
    }

    public async Task<ApprovalRequest?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} {Joins} WHERE approval_request.id = @id AND recording.deleted_at_ms IS NULL AND {scope.Filter("school.region_id", "school.id")}", new { id, scopeId = scope.Id }))?.Request();
    }

    /// <summary>The last request of a recording; null: nobody ever asked.</summary>
    public async Task<ApprovalRequest?> LastAsync(string recordingId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>(SelectLast, new { recordingId }))?.Request();
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string RecordingId { get; init; }

        public required string Title { get; init; }

        public required string Teacher { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public long StartedAtMs { get; init; }

        public long DurationMs { get; init; }

        public required string Visibility { get; init; }

        public required string State { get; init; }

        public required string AskedBy { get; init; }

        public long AskedAtMs { get; init; }

        public required string Note { get; init; }

        public string? DecidedBy { get; init; }

        public long? DecidedAtMs { get; init; }

        public required string Word { get; init; }

        public ApprovalRequest Request() => new(
            Id,
            RecordingId,
            Title,
            Teacher,
            RoomName,
            SchoolName,
            DateTimeOffset.FromUnixTimeMilliseconds(StartedAtMs),
            DurationMs / 1000.0,
            Words.Enum<Visibility>(Visibility),
            Words.Enum<RequestState>(State),
            AskedBy,
            DateTimeOffset.FromUnixTimeMilliseconds(AskedAtMs),
            Note,
            DecidedBy,
            DecidedAtMs is { } decided ? DateTimeOffset.FromUnixTimeMilliseconds(decided) : null,
            Word);
    }
}
