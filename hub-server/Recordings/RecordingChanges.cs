using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;

namespace Tongtang.HubServer.Recordings;

/// <summary>What people do to recordings. The caller has checked that they may.</summary>
internal sealed class RecordingChanges(HubDatabase database, EventHub events)
{
    private const string Rename = "UPDATE recording SET title = @title, title_edited = 1 WHERE id = @recordingId";

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
}
