using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>Recordings out of the box's journal and disk.</summary>
internal sealed class BoxShelf(Journal journal, RecordingFolders folders) : IMediaShelf
{
    public Task<ShelvedRecording?> FindAsync(string recordingId, CancellationToken cancellationToken) =>
        Task.FromResult(journal.Describe(recordingId) is { } description && journal.Find(recordingId) is { } summary
            ? new ShelvedRecording(description, summary.StartedAt, summary.EndedAt is not null)
            : null);

    public Task<IReadOnlyList<IndexedSegment>> SegmentsAsync(string recordingId, string track, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<IndexedSegment>>([.. journal.Segments(recordingId, track).Select(s => new IndexedSegment(
            s.Number, s.Epoch, TimeSpan.FromMicroseconds(s.MediaTimeUs), TimeSpan.FromMicroseconds(s.DurationUs), s.Bytes, s.Independent))]);

    public string InitPath(string recordingId, string track, int epoch) => folders.Init(recordingId, track, epoch);

    public string SegmentPath(string recordingId, string track, int epoch, int number) => folders.Segment(recordingId, track, epoch, number);
}
