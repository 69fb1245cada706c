using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>Recordings out of the hub's tables and media folder.</summary>
internal sealed class HubShelf(PlayableRecordings recordings, MediaFolder media) : IMediaShelf
{
    public async ValueTask<PlayableRecording?> FindAsync(string recordingId, CancellationToken cancellationToken) =>
        (await recordings.FindAsync(recordingId, cancellationToken))?.Playable;

    public string SegmentPath(string recordingId, string track, int epoch, int number) => media.SegmentPath(recordingId, track, epoch, number);
}
