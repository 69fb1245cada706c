using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>Recordings as people read them. Every question carries the asker's scope.</summary>
internal sealed class RecordingLists(HubDatabase database, ApprovalLists approvals, RecordingsSettings settings, TimeProvider time)
{
    private const string Columns = $"""
        recording.id AS Id, recording.room_id AS RoomId, room.name AS RoomName, school.name AS SchoolName, school.id AS SchoolId, school.region_id AS RegionId,
        recording.title AS Title, recording.teacher AS Teacher, recording.subject AS Subject, recording.class_name AS ClassName, recording.lesson_key AS LessonKey, {RecordingStates.Sql} AS State,
        recording.started_at_ms AS StartedAtMs, recording.ended_at_ms AS EndedAtMs, recording.duration_ms AS DurationMs, recording.bytes AS Bytes,
        recording.stored_segments AS Stored, recording.expected_segments AS Expected, recording.deleted_at_ms AS DeletedAtMs, recording.deleted_by AS DeletedBy,
        recording.visibility AS Visibility, recording.approval AS Approval, recording.teacher_key AS TeacherKey,
        recording.trim_from_ms AS TrimFromMs, recording.trim_to_ms AS TrimToMs, recording.chapters_edited AS ChaptersEdited
        """;

    private const string Joins = "FROM recording JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id";

    private const string TrackLengths = "SELECT track AS Name, SUM(duration_us) AS DurationUs FROM segment WHERE recording_id = @id GROUP BY track";

    public async Task<RecordingList> ListAsync(Sight sight, RecordingFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var found = await new RecordingSearch(sight, filter, RecordingStates.SilentBefore(time)).FindAsync(connection, plan);
        var items = await ReadAsync(connection, found.Ids);
        return new RecordingList([.. found.Ids.Select(id => items[id])], found.Total, plan.Number, plan.Size)
        {
            More = found.More,
            Unindexed = await SearchIndexing.LeftAsync(connection, RecordingSearch.Reach),
        };
    }

    /// <summary>Those of these that are there, wherever they are; who may see them was asked before.</summary>
    public async Task<IReadOnlyDictionary<string, RecordingItem>> ReadAsync(DbConnection connection, IReadOnlyCollection<string> ids) =>
        (await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} WHERE recording.id IN @ids", new { ids, silentBefore = RecordingStates.SilentBefore(time) }))
            .ToDictionary(row => row.Id, row => row.Item(settings), StringComparer.Ordinal);

    /// <returns>Null, too, when it is in the recycle bin.</returns>
    public async Task<RecordingItem?> FindAsync(Sight sight, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, sight, id) is { DeletedAtMs: null } row ? row.Item(settings) : null;
    }

    public async Task<RecordingItem?> FindInBinAsync(Sight sight, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, sight, id) is { DeletedAtMs: not null } row ? row.Item(settings) : null;
    }

    public async Task<RecordingStanding?> FindStandingAsync(Sight sight, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await ReadAsync(connection, sight, id))?.Standing;
    }

    public async Task<RecordingDetail?> FindDetailAsync(Sight sight, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        if (await ReadAsync(connection, sight, id) is not { } row) return null;
        if (await LedgerRows.ReadPlanAsync(connection, id) is not { Description: not null } plan) return null;
        var stored = await LedgerRows.ReadStoredAsync(connection, id);
        var lengths = (await connection.QueryAsync<TrackLength>(TrackLengths, new { id })).ToDictionary(track => track.Name, track => track.DurationUs);
        var mayPublish = sight.MayChange(row.Standing);
        var detail = RecordingDetails.Of(row.Item(settings), plan, stored, lengths) with { Trim = RecordingTrim.Of(row.TrimFromMs, row.TrimToMs), ChaptersEdited = row.ChaptersEdited != 0 };
        detail = detail with { Chapters = detail.ChaptersEdited ? await RecordingChapters.ReadAsync(connection, id) : RecordingChapters.Of(detail.Marks) };
        return detail with { MayPublish = mayPublish, Request = mayPublish ? await approvals.LastAsync(id, cancellationToken) : null };
    }

    /// <summary>For <see cref="EventHub"/>.</summary>
    public async Task<EventPayload?> EventOfAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await ReadAsync(connection, Sight.Managing(Scope.Hub), id);
        // Told to all who may watch there: of the others nothing.
        return row is not { Standing: { InBin: false, Visibility: not Recordings.Visibility.Room } } ? null : new EventPayload(row.Path, row.Item(settings));
    }

    private async Task<Row?> ReadAsync(DbConnection connection, Sight sight, string id)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} {Joins} WHERE recording.id = @id", new { id, silentBefore = RecordingStates.SilentBefore(time) });
        return row is not null && sight.Covers(row.Standing) ? row : null;
    }

    // Not positional, see LedgerRows.
    private sealed record TrackLength
    {
        public required string Name { get; init; }

        public long DurationUs { get; init; }
    }

    /// <summary>By properties, not by constructor: SQLite does not know the type of a computed column while there is no row.</summary>
    private sealed record Row
    {
        public required string Id { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public required string SchoolId { get; init; }

        public required string RegionId { get; init; }

        public required string Title { get; init; }

        public required string Teacher { get; init; }

        public required string Subject { get; init; }

        public required string ClassName { get; init; }

        public required string LessonKey { get; init; }

        public required string State { get; init; }

        public long StartedAtMs { get; init; }

        public long? EndedAtMs { get; init; }

        public long DurationMs { get; init; }

        public long Bytes { get; init; }

        public long Stored { get; init; }

        public long Expected { get; init; }

        public long? DeletedAtMs { get; init; }

        public string? DeletedBy { get; init; }

        public required string Visibility { get; init; }

        public string? Approval { get; init; }

        public required string TeacherKey { get; init; }

        public long? TrimFromMs { get; init; }

        public long? TrimToMs { get; init; }

        public long ChaptersEdited { get; init; }

        public RecordingStanding Standing => new(Path, Words.Enum<Visibility>(Visibility), TeacherKey, DeletedAtMs is not null);

        public ScopePath Path => new(RegionId, SchoolId, RoomId);

        public RecordingItem Item(RecordingsSettings settings) => new(
            Id,
            RoomId,
            RoomName,
            SchoolName,
            Title,
            Teacher,
            Words.Enum<RecordingState>(State),
            DateTimeOffset.FromUnixTimeMilliseconds(StartedAtMs),
            EndedAtMs is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
            DurationMs / 1000.0,
            Bytes,
            new UploadProgress(Stored, Expected))
        {
            Subject = Subject,
            ClassName = ClassName,
            LessonId = LessonKey.NullIfEmpty(),
            Visibility = Standing.Visibility,
            Approval = Approval is null ? null : Words.Enum<ApprovalState>(Approval),
            Bin = DeletedAtMs is { } deleted ? EntryOf(DateTimeOffset.FromUnixTimeMilliseconds(deleted), settings) : null,
        };

        private BinEntry EntryOf(DateTimeOffset deletedAt, RecordingsSettings settings) => new(deletedAt, DeletedBy ?? "", deletedAt + settings.BinLife);
    }
}
