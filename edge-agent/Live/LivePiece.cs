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
}

/// <summary>One thing that a source's watcher is told. Immutable; its bytes are its own.</summary>
internal sealed record LivePiece
{
    public required LiveContent Content { get; init; }

    public required MediaTrack Track { get; init; }

    /// <summary>Of the capture's run; grows through the box's restarts too.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Of an epoch.</summary>
    public ReadOnlyMemory<byte> Init { get; init; }

    /// <summary>Monotonic microseconds at which the frame was captured; for an epoch: those of tfdt 0.</summary>
    public long CapturedUs { get; init; }

    /// <summary>Decode time of the first sample.</summary>
    public long Time { get; init; }

    public ReadOnlyMemory<Sample> Samples { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public bool IsPicture => Track.Kind == MediaKind.Video;

    public bool IsKeyframe => IsPicture && Samples.Span[0].IsKeyframe;

    /// <summary>Roughly what it costs to hold and to send.</summary>
    public int Bytes => Data.Length + Init.Length + 200;

    public long EndUs => CapturedUs + Frame.Us(Samples.Span[0].Duration, Track.Timescale);
}
