using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;

namespace Tongtang.HubServer.Recordings;

/// <summary>What people do to recordings. The caller has checked that they may.</summary>
internal sealed class RecordingChanges(HubDatabase database, EventHub events)
{
    private const string Rename = "UPDATE recording SET title = @title, title_edited = 1 WHERE id = @recordingId";

    private const string Trim = "UPDATE recording SET trim_from_ms = @from, trim_to_ms = @to WHERE id = @recordingId";

    /// <summary>From now on the box's own title no longer counts.</summary>
    public async Task RenameAsync(string recordingId, string title, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Rename, new { recordingId, title });
                await SearchIndex.WriteAsync(connection, recordingId);
            },
            cancellationToken);
        events.Changed("recording", recordingId);
    }

    /// <returns>False: the wish leaves too little of it.</returns>
    public async Task<bool> TrimAsync(string recordingId, RecordingTrim wish, CancellationToken cancellationToken)
    {
        var trimmed = await database.WriteAsync(
            async connection =>
            {
                (long? FromMs, long? ToMs)? snapped = wish is { FromSeconds: null, ToSeconds: null } ? (null, null) : await RecordingTrim.SnapAsync(connection, recordingId, wish);
                if (snapped is not { } trim) return false;
                await connection.ExecuteAsync(Trim, new { recordingId, from = trim.FromMs, to = trim.ToMs });
                return true;
            },
            cancellationToken);
        if (trimmed) events.Changed("recording", recordingId);
        return trimmed;
    }

    /// <param name="chapters">Null: the teacher's marks from now on.</param>
    public async Task SetChaptersAsync(string recordingId, IReadOnlyList<RecordingChapter>? chapters, CancellationToken cancellationToken)
    {
        await database.WriteAsync(connection => RecordingChapters.WriteAsync(connection, recordingId, chapters), cancellationToken);
        events.Changed("recording", recordingId);
    }
}
