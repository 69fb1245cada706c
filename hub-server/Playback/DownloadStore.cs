using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>Downloads in the database, so that a file is found again after a restart and removed in its time.</summary>
internal sealed class DownloadStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = "id, recording_id, view, version, name, state, bytes, error_code, error, finished_at_ms, kind, owner, mark, wish, attempts";

    /// <summary>Before a restart takes an encoding for what stopped the hub.</summary>
    public const int MostAttempts = 3;

    private const string Insert = """
        INSERT INTO download (id, recording_id, view, version, name, state, created_at_ms, kind, owner, mark, wish)
        VALUES (@id, @RecordingId, @View, @Version, @Name, 'queued', @now, @Kind, @Owner, @Mark, @Wish)
        """;

    public async Task<DownloadRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM download WHERE id = @id";
        if (!MediaNames.IsRecording(id)) return null;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DownloadRow>(sql, new { id });
    }

    /// <summary>The same file, in line, being made or made. One with a name in its picture is its owner's alone.</summary>
    public async Task<DownloadRow?> FindSameAsync(DownloadRow wish, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM download WHERE recording_id = @RecordingId AND view = @View AND version = @Version AND kind = @Kind AND wish = @Wish AND state <> 'failed'
                AND (kind = 'copy' OR (owner = @Owner AND (mark = '') = (@Mark = '')))
            ORDER BY created_at_ms DESC LIMIT 1
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<DownloadRow>(sql, wish);
    }

    /// <returns>The same with its id.</returns>
    public async Task<DownloadRow> CreateAsync(DownloadRow wish, CancellationToken cancellationToken)
    {
        var row = wish with { Id = NodeId.New(time) };
        var values = new { id = row.Id, row.RecordingId, row.View, row.Version, row.Name, row.Kind, row.Owner, row.Mark, row.Wish, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await database.WriteAsync(connection => connection.ExecuteAsync(Insert, values), cancellationToken);
        return row;
    }

    /// <summary>Counts how often its encoding was begun.</summary>
    public Task BeginAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("UPDATE download SET state = 'running', attempts = attempts + 1 WHERE id = @id", new { id }), cancellationToken);

    public Task FinishAsync(string id, DownloadState state, long? bytes, DownloadError? error, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE download SET state = @state, bytes = @bytes, error_code = @code, error = @detail, finished_at_ms = @now WHERE id = @id";
        var row = new { id, state = state.Word(), bytes, code = error?.Code, detail = error?.Detail, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAtLastAsync(connection => connection.ExecuteAsync(sql, row), cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM download WHERE id = @id", new { id }), cancellationToken);

    /// <summary>All, oldest first.</summary>
    public async Task<IReadOnlyList<DownloadRow>> ListAsync(CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM download ORDER BY created_at_ms";
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<DownloadRow>(sql)];
    }
}

internal sealed record DownloadRow
{
    public string Id { get; init; } = "";

    public required string RecordingId { get; init; }

    public required string View { get; init; }

    public required string Version { get; init; }

    /// <summary>Of the file, without its ending.</summary>
    public required string Name { get; init; }

    public string State { get; init; } = "queued";

    public long? Bytes { get; init; }

    public string? ErrorCode { get; init; }

    public string? Error { get; init; }

    public long? FinishedAtMs { get; init; }

    public string Kind { get; init; } = "copy";

    /// <summary>Who asked: an account's id, or token:NAME.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The words in its picture; empty: none.</summary>
    public string Mark { get; init; } = "";

    /// <summary>Of an edited file, as JSON.</summary>
    public string Wish { get; init; } = "";

    public long Attempts { get; init; }

    public static string OwnerOf(Caller caller) => caller.AccountId ?? $"token:{caller.Name}";
}
