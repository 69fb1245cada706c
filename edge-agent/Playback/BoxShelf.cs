using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>Recordings out of the box's journal and disk. The one watched last is kept until the journal changes.</summary>
internal sealed class BoxShelf(Journal journal, RecordingFolders folders) : IMediaShelf
{
    private (long Version, PlayableRecording Recording)? _known;
    private readonly Lock _lock = new();

    public ValueTask<PlayableRecording?> FindAsync(string recordingId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Before anything is read: what is written meanwhile makes it old again.
            var version = journal.Changed.Version;
            if (_known is { } known && known.Version == version && known.Recording.Id == recordingId) return ValueTask.FromResult<PlayableRecording?>(known.Recording);
            var recording = Read(recordingId);
            if (recording is not null) _known = (version, recording);
            return ValueTask.FromResult(recording);
        }
    }

    public string SegmentPath(string recordingId, string track, int epoch, int number) => folders.Segment(recordingId, track, epoch, number);

    private PlayableRecording? Read(string recordingId) => journal.Describe(recordingId) is { } description && journal.Find(recordingId) is { } summary
        ? PlayableRecording.Of(description, summary.StartedAt, summary.EndedAt is not null, track => Segments(recordingId, track))
        : null;

    private List<IndexedSegment> Segments(string recordingId, string track) => [.. journal.Segments(recordingId, track).Select(s => new IndexedSegment(
        s.Number, s.Epoch, TimeSpan.FromMicroseconds(s.MediaTimeUs), TimeSpan.FromMicroseconds(s.DurationUs), s.Bytes, s.Independent))];
}
