using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>A segment's name for ever.</summary>
internal readonly record struct SegmentKey(string RecordingId, string Track, int Number)
{
    public static SegmentKey Of(JournalSegment segment) => new(segment.RecordingId, segment.Track, segment.Number);
}

/// <summary>How sending one segment ended.</summary>
/// <param name="Refusal">Null when the hub has it on its disk, or when the box could not read its own file.</param>
/// <param name="Problem">Null when it is stored.</param>
internal sealed record SegmentOutcome(JournalSegment Segment, GrpcException? Refusal, string? Code, string? Problem)
{
    public static SegmentOutcome Stored(JournalSegment segment) => new(segment, null, null, null);

    public static SegmentOutcome Refused(JournalSegment segment, GrpcException refusal) =>
        new(segment, refusal, refusal.Trailers.Get("tongtang-code"), refusal.Message);

    public static SegmentOutcome Unreadable(JournalSegment segment, string problem) => new(segment, null, "segment_unreadable", problem);
}
