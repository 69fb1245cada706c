using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Live;

internal enum LiveContent
{
    /// <summary>A track begins, or a new watcher is told of it.</summary>
    Epoch,

    /// <summary>One picture, or some frames of sound.</summary>
    Frame,

    /// <summary>A track's capture has ended, or is not to be seen now.</summary>
    Ended,

    /// <summary>0.2 s of a segment that is being recorded.</summary>
    Part,
}

/// <summary>Where a part belongs.</summary>
/// <param name="Segment">Through all epochs of the track.</param>
/// <param name="Index">Within the segment, from 0.</param>
/// <param name="Independent">Can be decoded without those before it.</param>
/// <param name="Last">The segment is whole with it.</param>
internal sealed record LivePart(string RecordingId, int Segment, int Index, bool Independent, bool Last);

/// <summary>One thing that a source's watcher is told. Immutable; its bytes are its own.</summary>
internal sealed record LivePiece
{
    public required LiveContent Content { get; init; }

    public required MediaTrack Track { get; init; }

    /// <summary>Of the capture's run; grows through the box's restarts too. Of a part: its recording's epoch.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Of an epoch.</summary>
    public ReadOnlyMemory<byte> Init { get; init; }

    /// <summary>Monotonic microseconds at which the frame was captured; for an epoch: those of tfdt 0.</summary>
    public long CapturedUs { get; init; }

    /// <summary>Decode time of the first sample.</summary>
    public long Time { get; init; }

    public ReadOnlyMemory<Sample> Samples { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Of a part.</summary>
    public LivePart? Part { get; init; }

    /// <summary>What may be left out when it is late.</summary>
    public bool IsMedia => Content is LiveContent.Frame or LiveContent.Part;

    public bool IsPicture => Track.Kind == MediaKind.Video;

    public bool IsKeyframe => Content == LiveContent.Frame && IsPicture && Samples.Span[0].IsKeyframe;

    /// <summary>Roughly what it costs to hold and to send.</summary>
    public int Bytes => Data.Length + Init.Length + 200;

    public long EndUs => CapturedUs + Frame.Us(Samples.Span[0].Duration, Track.Timescale);

    /// <param name="epoch">Of the recording.</param>
    /// <param name="part">Its bytes are copied: the disk gives them back.</param>
    public static LivePiece Of(string recordingId, int epoch, Part part, MediaTrack track) => new()
    {
        Content = LiveContent.Part,
        Track = track,
        Epoch = (uint)epoch,
        Part = new LivePart(recordingId, part.Number, part.Index, part.Kind == MediaKind.Audio || (part.First && part.Independent), part.Last),
        Data = part.Bytes.ToArray(),
    };
}
