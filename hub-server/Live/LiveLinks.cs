using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Live;

/// <summary>A link that shows a room as it happens; its secret is shown once, when it is made.</summary>
internal sealed record LiveLink(string Id, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt);

/// <summary>The one time a link is shown.</summary>
/// <param name="Url">Path that tells what the link shows; its frames are below it.</param>
internal sealed record CreatedLiveLink(string Id, string Url, DateTimeOffset ExpiresAt);

/// <summary>Links to rooms, good until they expire or are revoked. The database keeps only their hashes.</summary>
internal sealed class LiveLinks(HubDatabase database, TimeProvider time)
{
    /// <summary>Of one room; a further one takes the place of none.</summary>
    public const int Most = 100;

    private const string RemoveExpired = "DELETE FROM live_link WHERE expires_at_ms <= @nowMs";

    private const string Count = "SELECT COUNT(*) FROM live_link WHERE room_id = @roomId";

    private const string Insert = "INSERT INTO live_link (id, secret_hash, room_id, made_by, made_at_ms, expires_at_ms) VALUES (@id, @hash, @roomId, @madeBy, @nowMs, @expiresAtMs)";

    private const string Select = "SELECT id, made_by, made_at_ms, expires_at_ms FROM live_link WHERE room_id = @roomId AND expires_at_ms > @nowMs ORDER BY made_at_ms DESC";

    private const string Delete = "DELETE FROM live_link WHERE id = @id AND room_id = @roomId";

    private const string SelectGood = "SELECT id, made_by, made_at_ms, expires_at_ms FROM live_link WHERE secret_hash = @hash AND room_id = @roomId AND expires_at_ms > @nowMs";

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Null: the room has <see cref="Most"/> already.</summary>
    public async Task<CreatedLiveLink?> CreateAsync(string roomId, string madeBy, TimeSpan life, CancellationToken cancellationToken)
    {
        var (secret, id, nowMs) = (Secret.New(), NodeId.New(time), NowMs);
        var expiresAt = DateTimeOffset.FromUnixTimeMilliseconds(nowMs) + life;
        var made = await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(RemoveExpired, new { nowMs });
                if (await connection.ExecuteScalarAsync<long>(Count, new { roomId }) >= Most) return false;
                await connection.ExecuteAsync(Insert, new { id, hash = Secret.Hash(secret), roomId, madeBy, nowMs, expiresAtMs = expiresAt.ToUnixTimeMilliseconds() });
                return true;
            },
            cancellationToken);
        return made ? new CreatedLiveLink(id, $"/live/t/{secret}/{roomId}", expiresAt) : null;
    }

    public async Task<IReadOnlyList<LiveLink>> ListAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(Select, new { roomId, nowMs = NowMs });
        return [.. rows.Select(row => row.Link())];
    }

    /// <summary>Who watches by it is closed within seconds. False: there is none.</summary>
    public async Task<bool> RevokeAsync(string roomId, string id, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => connection.ExecuteAsync(Delete, new { id, roomId }), cancellationToken) > 0;

    public async Task<bool> IsGoodAsync(string? token, string roomId, CancellationToken cancellationToken) => await FindAsync(token, roomId, cancellationToken) is not null;

    /// <summary>The link that this secret is of; null: it is none, or not any more.</summary>
    public async Task<LiveLink?> FindAsync(string? token, string roomId, CancellationToken cancellationToken)
    {
        if (!MediaNames.IsRecording(roomId) || Secret.Hash(token) is not { } hash) return null;
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>(SelectGood, new { hash, roomId, nowMs = NowMs }))?.Link();
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string MadeBy { get; init; }

        public long MadeAtMs { get; init; }

        public long ExpiresAtMs { get; init; }

        public LiveLink Link() => new(Id, MadeBy, DateTimeOffset.FromUnixTimeMilliseconds(MadeAtMs), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAtMs));
    }
}
