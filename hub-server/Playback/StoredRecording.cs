using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Playback;

/// <summary>A recording as the hub's tables had it when it was read: immutable.</summary>
internal sealed record StoredRecording
{
    public ScopePath Path => Standing.Path;

    /// <summary>Changes whenever anything that is played does.</summary>
    public required string Version { get; init; }

    public required string Title { get; init; }

    public required string RoomName { get; init; }

    /// <summary>What decides on who may play it.</summary>
    public required RecordingStanding Standing { get; init; }

    public required RecordingDescription Description { get; init; }

    /// <summary>Track → all its segments by number, those that are hidden too.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<IndexedSegment>> Segments { get; init; }

    public required PlayableRecording Playable { get; init; }
}
