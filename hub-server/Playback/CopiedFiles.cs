using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>Views as MP4 files, their streams copied as they were recorded.</summary>
internal sealed class CopiedFiles(PlayableRecordings recordings, MediaFolder media)
{
    /// <param name="job">Whose recording; told how far it is.</param>
    /// <param name="view">Which view of it.</param>
    /// <param name="path">Where it is written.</param>
    /// <param name="known">Told its length before it is written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its length.</returns>
    public async Task<long> WriteAsync(DownloadJob job, string view, string path, Action<long>? known, CancellationToken cancellationToken)
    {
        var recording = await FindAsync(job, cancellationToken);
        var found = recording.View(view) ?? throw new RecordingGoneException();
        var file = await Task.Run(
            () => ViewFile.Prepare(ViewFilePlan.Of(recording.Index(found)), Source(recording, found.Video), Source(recording, found.Audio), cancellationToken), cancellationToken);
        known?.Invoke(file.Bytes);
        job.Expected = file.Bytes;
        media.RequireSpace(file.Bytes);
        await using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await file.WriteAsync(output, job, cancellationToken);
        return file.Bytes;
    }

    /// <exception cref="RecordingGoneException">There is none any more.</exception>
    public async Task<PlayableRecording> FindAsync(DownloadJob job, CancellationToken cancellationToken) =>
        (await recordings.FindAsync(job.RecordingId, cancellationToken))?.Playable ?? throw new RecordingGoneException();

    private TrackSource? Source(PlayableRecording recording, string? track) => recording.Track(track) is not { } found
        ? null
        : new TrackSource(epoch => InitSegment.Parse(found.Inits[epoch]), (epoch, number) => media.SegmentPath(recording.Id, track!, epoch, number));
}
