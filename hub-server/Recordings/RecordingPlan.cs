using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// What the box has declared about a recording, ready for looking segments up in. Immutable: a new description makes a
/// new plan, so it can be read without a lock.
/// </summary>
internal sealed record RecordingPlan
{
    public required string RecordingId { get; init; }

    public required string RoomId { get; init; }

    /// <summary>As the box sent it, of the highest revision seen; null when a person has deleted the recording.</summary>
    public required RecordingDescription? Description { get; init; }

    public required IReadOnlyDictionary<string, TrackPlan> Tracks { get; init; }

    /// <summary>The box has said that the lesson is over.</summary>
    public required bool Closed { get; init; }

    public bool Discarded => Description is null;

    public static RecordingPlan OfDiscarded(string recordingId, string roomId) => new()
    {
        RecordingId = recordingId,
        RoomId = roomId,
        Description = null,
        Tracks = new Dictionary<string, TrackPlan>(),
        Closed = true,
    };
}

internal sealed record TrackPlan
{
    public required string Name { get; init; }

    /// <summary>First segment of each epoch, in order; the index is not the epoch's number.</summary>
    public required IReadOnlyList<EpochPlan> Epochs { get; init; }

    public required NumberSet Hidden { get; init; }

    public required NumberSet Lost { get; init; }

    /// <summary>One past the highest number, once the box has closed the recording.</summary>
    public required long? Total { get; init; }
}

/// <param name="End">One past the epoch's last segment, if a later epoch says so.</param>
internal sealed record EpochPlan(long Number, long FirstSegment, long? End);
