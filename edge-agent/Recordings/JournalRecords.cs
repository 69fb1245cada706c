using Tongtang.Protocol.V1;
using SourceRole = Tongtang.EdgeAgent.Sources.SourceRole;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>A finished segment: its file is on disk for good.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="CapturedAtMs">UTC by the agent's clock, of the first sample.</param>
/// <param name="MediaTimeUs">From the start of the recording.</param>
/// <param name="Independent">False when the cut was made away from a keyframe.</param>
/// <param name="Hidden">Captured while paused and not restored: neither sent nor served.</param>
internal sealed record JournalSegment(
    string RecordingId,
    string Track,
    int Epoch,
    int Number,
    string Path,
    long Bytes,
    byte[] Sha256,
    long CapturedAtMs,
    long MediaTimeUs,
    long DurationUs,
    bool Independent,
    bool Hidden,
    bool Acknowledged);

/// <summary>A recording still on the box.</summary>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="PendingSegments">Visible and not acknowledged by the hub.</param>
internal sealed record RecordingSummary(
    string Id,
    string Title,
    string Teacher,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double DurationSeconds,
    long Bytes,
    RecordingProgress State,
    long PendingSegments,
    long TotalSegments,
    IReadOnlyList<ViewSummary> Views,
    IReadOnlyList<HiddenSpanSummary> HiddenSpans,
    IReadOnlyList<MarkSummary> Marks)
{
    /// <summary>Null unless the hub refuses it.</summary>
    public RecordingRefusal? Refusal { get; init; }
}

internal enum RecordingProgress
{
    Recording,
    Uploading,
    Uploaded,

    /// <summary>The hub does not take it; it stays on the box.</summary>
    Refused,
}

/// <summary>Why the hub does not take a recording.</summary>
/// <param name="Code">The hub's stable code.</param>
internal sealed record RecordingRefusal(string Code, string Reason);

internal sealed record ViewSummary(string Name, SourceRole Role);

/// <param name="ToSeconds">Null while the pause lasts.</param>
internal sealed record HiddenSpanSummary(int Number, double FromSeconds, double? ToSeconds, HiddenSpanState State);

internal enum HiddenSpanState
{
    Hidden = (int)HiddenState.Hidden,
    Restored = (int)HiddenState.Restored,
    Discarded = (int)HiddenState.Discarded,
}

internal sealed record MarkSummary(double AtSeconds, string Label);
