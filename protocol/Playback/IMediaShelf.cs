namespace Tongtang.Protocol.Playback;

/// <summary>Where playback finds recordings: the hub's database and media store, or the box's journal and disk.</summary>
public interface IMediaShelf
{
    /// <summary>As it is now; null: there is no such recording. Asked for every segment: what did not change must cost nothing.</summary>
    ValueTask<PlayableRecording?> FindAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>Full path; whether there is such a file is for the caller to see.</summary>
    string SegmentPath(string recordingId, string track, int epoch, int number);
}
