using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.Protocol.Playback;

/// <summary>A recording as far as it is here.</summary>
/// <param name="Description">As the box declared it.</param>
/// <param name="StartedAt">UTC of media time 0, by the shelf's own clock.</param>
/// <param name="Ended">Nothing more will come.</param>
public sealed record ShelvedRecording(RecordingDescription Description, DateTimeOffset StartedAt, bool Ended);

/// <summary>Where playback finds recordings: the hub's database and media store, or the box's journal and disk.</summary>
public interface IMediaShelf
{
    /// <summary>Null: there is no such recording.</summary>
    Task<ShelvedRecording?> FindAsync(string recordingId, CancellationToken cancellationToken);

    /// <summary>Those that are stored, by number; the hidden among them are left out later.</summary>
    Task<IReadOnlyList<IndexedSegment>> SegmentsAsync(string recordingId, string track, CancellationToken cancellationToken);

    /// <summary>Full path; whether there is such a file is for the caller to see.</summary>
    string InitPath(string recordingId, string track, int epoch);

    /// <inheritdoc cref="InitPath"/>
    string SegmentPath(string recordingId, string track, int epoch, int number);
}
