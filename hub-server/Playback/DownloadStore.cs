using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>Downloads in the database, so that a file is found again after a restart and removed in its time.</summary>
internal sealed class DownloadStore(HubDatabase database, TimeProvider time)
{
    private const string Columns = "id, recording_id, view, version, name, state, bytes, error_code, error, finished_at_ms";

    public async Task<DownloadRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM download WHERE id = @id";
        if (!MediaNames.IsRecording(id)) return null;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DownloadRow>(sql, new { id });
    }

    /// <summary>The same file, in line, being made or made.</summary>
    public async Task<DownloadRow?> FindSameAsync(string recordingId, string view, string version, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM download WHERE recording_id = @recordingId AND view = @view AND version = @version AND state <> 'failed'
            ORDER BY created_at_ms DESC LIMIT 1
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<DownloadRow>(sql, new { recordingId, view, version });
    }

    public async Task<string> CreateAsync(string recordingId, string view, string version, string name, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO download (id, recording_id, view, version, name, state, created_at_ms)
            VALUES (@id, @recordingId, @view, @version, @name, 'queued', @now)
            """;
        var id = NodeId.New(time);
        await database.WriteAsync(connection => connection.ExecuteAsync(sql, new { id, recordingId, view, version, name, now = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancellationToken);
        return id;
    }

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
    public required string Id { get; init; }

    public required string RecordingId { get; init; }

    public required string View { get; init; }

    public required string Version { get; init; }

    /// <summary>Of the file, without its ending.</summary>
    public required string Name { get; init; }

    public required string State { get; init; }

    public long? Bytes { get; init; }

    public string? ErrorCode { get; init; }

    public string? Error { get; init; }

    public long? FinishedAtMs { get; init; }
}
