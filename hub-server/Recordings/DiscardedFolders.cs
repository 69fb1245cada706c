using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;

namespace Tongtang.HubServer.Recordings;

/// <summary>Removes the files of deleted recordings; after a crash in between, at the next start.</summary>
internal sealed class DiscardedFolders(HubDatabase database, MediaFolder media, DiskThreads disk) : IHostedService
{
    private const string Pending = "SELECT id FROM discarded_recording WHERE folder_removed = 0";

    private const string Done = "UPDATE discarded_recording SET folder_removed = 1 WHERE id = @recordingId";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var recordingId in await connection.QueryAsync<string>(Pending)) await RemoveAsync(recordingId, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task RemoveAsync(string recordingId, CancellationToken cancellationToken)
    {
        await disk.RunAsync(() => media.Remove(recordingId));
        await database.WriteAsync(connection => connection.ExecuteAsync(Done, new { recordingId }), cancellationToken);
    }
}
