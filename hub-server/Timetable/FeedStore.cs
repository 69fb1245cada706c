using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Timetable;

/// <summary>Calendar addresses in the database.</summary>
internal sealed class FeedStore(HubDatabase database, TimeProvider time)
{
    private const string Select = "SELECT id AS Id, school_id AS SchoolId, room_id AS RoomId, teacher_key AS TeacherKey, name AS Name, created_by AS CreatedBy, created_at_ms AS CreatedAtMs FROM timetable_feed";

    private const string Insert = """
        INSERT INTO timetable_feed (id, token_hash, school_id, room_id, teacher_key, name, created_by, created_at_ms) VALUES (@id, @hash, @SchoolId, @RoomId, @TeacherKey, @name, @caller, @now)
        """;

    public async Task<List<TimetableFeed>> ListAsync(string schoolId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>(Select + " WHERE school_id = @schoolId ORDER BY created_at_ms DESC LIMIT 500", new { schoolId })).Select(row => row.View(null))];
    }

    public async Task<TimetableFeed?> FindAsync(string condition, object key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE {condition}", new { key }))?.View(null);
    }

    public async Task<TimetableFeed> CreateAsync(FeedWish wish, string name, string caller, CancellationToken cancellationToken)
    {
        var (id, secret, now) = (NodeId.New(time), Secret.New(), time.GetUtcNow());
        var values = new { id, hash = Secret.Hash(secret), wish.SchoolId, wish.RoomId, wish.TeacherKey, name, caller, now = now.ToUnixTimeMilliseconds() };
        await database.WriteAsync(connection => connection.ExecuteAsync(Insert, values), cancellationToken);
        return new TimetableFeed(id, wish.SchoolId, wish.RoomId, wish.TeacherKey, name, caller, now, $"/calendar/{secret}.ics");
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM timetable_feed WHERE id = @id", new { id }), cancellationToken);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string SchoolId { get; init; }

        public string? RoomId { get; init; }

        public string? TeacherKey { get; init; }

        public required string Name { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public TimetableFeed View(string? path) => new(Id, SchoolId, RoomId, TeacherKey, Name, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), path);
    }
}
