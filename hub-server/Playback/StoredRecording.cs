using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Playback;

/// <summary>A recording as the hub's tables had it when it was read: immutable.</summary>
internal sealed record StoredRecording
{
    public required ScopePath Path { get; init; }

    /// <summary>Changes whenever anything that is played does.</summary>
    public required string Version { get; init; }

    public required string Title { get; init; }

    public required string RoomName { get; init; }

    /// <summary>In the recycle bin.</summary>
    public required bool InBin { get; init; }

    public required RecordingDescription Description { get; init; }

    /// <summary>Track → all its segments by number, those that are hidden too.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<IndexedSegment>> Segments { get; init; }

    public required PlayableRecording Playable { get; init; }

    /// <summary>Whether the caller may play it: in the recycle bin only those who manage recordings there.</summary>
    public bool IsFor(Caller caller) => caller.Scope.Covers(Path) && (!InBin || caller.Assignments.For(Right.ManageRecordings).Covers(Path));
}
