using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Backups;

/// <summary>What the census found, in segments.</summary>
internal sealed record CensusResult(long Recordings, long Present, long Absent);

/// <summary>
/// Holds the database of a backup against the media that are on the disk. What it lists and the disk has not is struck out,
/// so that the boxes are asked for it and no player is sent to a file that is not there. Names and lengths are compared,
/// not contents: files get their name only when they are whole.
/// </summary>
internal sealed class MediaCensus(HubDatabase database, MediaFolder media)
{
    private const int RecordingsAtOnce = 100;

    private const string SelectRecordings = "SELECT id FROM recording WHERE id > @after ORDER BY id LIMIT @limit";

    private const string SelectSegments = "SELECT track AS Track, epoch AS Epoch, number AS Number, bytes AS Bytes FROM segment WHERE recording_id = @id";

    private const string SelectEpochs = "SELECT track AS Track, number AS Number, init AS Init FROM epoch WHERE recording_id = @id";

    private const string DeleteSegment = "DELETE FROM segment WHERE recording_id = @id AND track = @Track AND number = @Number";

    private const string UpdateBytes = "UPDATE recording SET bytes = (SELECT COALESCE(SUM(bytes), 0) FROM segment WHERE recording_id = @id) WHERE id = @id";

    public async Task<CensusResult> TakeAsync(IProgress<CensusResult> progress, CancellationToken cancellationToken)
    {
        var result = new CensusResult(0, 0, 0);
        for (var after = ""; ;)
        {
            List<string> ids;
            await using (var reader = await database.OpenAsync(cancellationToken))
                ids = (await reader.QueryAsync<string>(SelectRecordings, new { after, limit = RecordingsAtOnce })).AsList();
            if (ids.Count == 0) return result;
            foreach (var id in ids) result = await CountAsync(id, result, cancellationToken);
            after = ids[^1];
            progress.Report(result);
        }
    }

    private async Task<CensusResult> CountAsync(string id, CensusResult before, CancellationToken cancellationToken)
    {
        List<SegmentRow> segments;
        List<EpochRow> epochs;
        await using (var reader = await database.OpenAsync(cancellationToken))
        {
            segments = (await reader.QueryAsync<SegmentRow>(SelectSegments, new { id })).AsList();
            epochs = (await reader.QueryAsync<EpochRow>(SelectEpochs, new { id })).AsList();
        }
        var absent = Absent(id, segments);
        if (absent.Count > 0) await database.WriteAsync(connection => StrikeOutAsync(connection, id, absent), cancellationToken);
        foreach (var epoch in epochs.Where(epoch => !File.Exists(media.InitPath(id, epoch.Track, epoch.Number)))) media.WriteInit(id, epoch.Track, epoch.Number, epoch.Init);
        return new CensusResult(before.Recordings + 1, before.Present + segments.Count - absent.Count, before.Absent + absent.Count);
    }

    /// <summary>One listing of each track's folder instead of a question for each of its thousands of files.</summary>
    private List<SegmentRow> Absent(string id, List<SegmentRow> segments)
    {
        List<SegmentRow> absent = [];
        foreach (var track in segments.GroupBy(segment => segment.Track, StringComparer.Ordinal))
        {
            var folder = new DirectoryInfo(media.TrackFolder(id, track.Key));
            var lengths = folder.Exists ? folder.EnumerateFiles().ToDictionary(file => file.FullName, file => file.Length, StringComparer.Ordinal) : [];
            absent.AddRange(track.Where(segment => lengths.GetValueOrDefault(media.SegmentPath(id, segment.Track, segment.Epoch, segment.Number), -1) != segment.Bytes));
        }
        return absent;
    }

    private static async Task StrikeOutAsync(DbConnection connection, string id, List<SegmentRow> absent)
    {
        await connection.ExecuteAsync(DeleteSegment, absent.Select(segment => new { id, segment.Track, segment.Number }));
        await connection.ExecuteAsync(UpdateBytes, new { id });
        await ProgressStore.WriteAsync(connection, id, await LedgerRows.ReadStoredAsync(connection, id));
    }

    private sealed record SegmentRow(string Track, long Epoch, long Number, long Bytes);

    private sealed record EpochRow(string Track, long Number, byte[] Init);
}
