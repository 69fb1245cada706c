using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>Whether a segment may be stored, as far as its header says. Each refusal has its own code.</summary>
internal static class SegmentRules
{
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>The box cuts at 2.48 s; what is longer than this is no segment of ours.</summary>
    private const long MaxDurationUs = 60_000_000;

    /// <summary>The header alone.</summary>
    /// <exception cref="GrpcException">It cannot be a segment.</exception>
    public static void Check(SegmentHeader header)
    {
        if (!DescriptionRules.IsId(header.RecordingId)) throw AgentRefusal.Missing("recording_unknown", "The segment's recording_id is not 32 lower-case hex digits.");
        if (!DescriptionRules.IsTrackName(header.Track)) throw AgentRefusal.Missing("track_unknown", "The segment's track is no <source>.video or <source>.audio.");
        if (header.Length > MaxBytes)
            throw AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "segment_too_large", $"{Name(header)} has {header.Length} bytes; allowed: at most {MaxBytes}.");
        if (header.Length == 0) throw AgentRefusal.Invalid("segment_length_wrong", $"{Name(header)} has no bytes.");
        if (header.Sha256.Length != 32) throw AgentRefusal.Invalid("segment_hash_wrong", $"{Name(header)} has a SHA-256 of {header.Sha256.Length} bytes; it has 32.");
        if (header.Number > DescriptionRules.MaxSegmentNumber) throw OutOfRange(header, $"its number is over {DescriptionRules.MaxSegmentNumber}");
        if (header.DurationUs is <= 0 or > MaxDurationUs) throw OutOfRange(header, $"its duration is {header.DurationUs} µs; allowed: 1 to {MaxDurationUs}");
        if (header.MediaTimeUs is < 0 or > DescriptionRules.MaxMediaTimeUs) throw OutOfRange(header, $"its media time is {header.MediaTimeUs} µs; allowed: 0 to {DescriptionRules.MaxMediaTimeUs}");
        if (!DescriptionRules.IsTime(header.CapturedAtMs)) throw OutOfRange(header, $"it was captured at {header.CapturedAtMs}; allowed: from 1970 to 2200");
    }

    /// <summary>Whether it belongs to what the box has declared.</summary>
    /// <exception cref="GrpcException">It does not.</exception>
    public static void Place(RecordingPlan? plan, SegmentHeader header, string roomId)
    {
        RequireUsable(plan, header.RecordingId, roomId);
        if (!plan!.Tracks.TryGetValue(header.Track, out var track))
            throw AgentRefusal.Missing("track_unknown", $"Recording {plan.RecordingId} has no track {header.Track}; open it with its description first.");
        var epoch = track.Epochs.FirstOrDefault(known => known.Number == header.Epoch)
            ?? throw AgentRefusal.Missing("epoch_unknown", $"Track {header.Track} of recording {plan.RecordingId} has no epoch {header.Epoch}; open it with its description first.");
        if (header.Number < epoch.FirstSegment) throw OutOfRange(header, $"its epoch begins at segment {epoch.FirstSegment}");
        if (header.Number >= epoch.End) throw OutOfRange(header, $"its epoch ends before segment {epoch.End}");
        if (header.Number >= track.Total) throw OutOfRange(header, $"the track was closed with {track.Total} segments");
        if (track.Hidden.Contains(header.Number)) throw OutOfRange(header, "it was captured while paused and has not been restored");
    }

    /// <summary>The recording is known, of this room, and nobody has deleted it.</summary>
    /// <exception cref="GrpcException">It is not.</exception>
    public static void RequireUsable(RecordingPlan? plan, string recordingId, string roomId)
    {
        if (plan is null) throw AgentRefusal.Missing("recording_unknown", $"There is no recording {recordingId}; open it first.");
        if (plan.RoomId != roomId) throw AgentRefusal.Create(GrpcStatusCode.PermissionDenied, "recording_of_other_room", $"Recording {recordingId} is not of this room.");
        if (plan.Discarded) throw AgentRefusal.Create(GrpcStatusCode.FailedPrecondition, "recording_discarded", $"Recording {recordingId} was deleted at the hub.");
    }

    public static string Name(SegmentHeader header) => $"Segment {header.Number} of track {header.Track} of recording {header.RecordingId}";

    private static GrpcException OutOfRange(SegmentHeader header, string why) => AgentRefusal.Invalid("segment_out_of_range", $"{Name(header)} is refused: {why}.");
}
