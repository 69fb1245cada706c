using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Collections;

/// <summary>An ordered list of recordings (合集), as the caller sees it: what they may not watch is not in it for them.</summary>
/// <param name="Place">Where it stands; those who manage recordings there may change it, as its owner may.</param>
/// <param name="PlaceName">Empty for the district.</param>
/// <param name="Recordings">How many of its recordings the caller sees.</param>
/// <param name="CoverId">The first of these; null when there is none.</param>
/// <param name="MayChange">Whether the caller may.</param>
internal sealed record Collection(
    string Id,
    string Name,
    string Description,
    TreePlace Place,
    string PlaceName,
    string Owner,
    int Recordings,
    string? CoverId,
    bool MayChange,
    DateTimeOffset ChangedAt);

/// <summary>Body of <c>POST /api/v1/collections</c>.</summary>
/// <param name="Place">A school for those who watch its lessons; a region or the hub for those who manage recordings there.</param>
internal sealed record CreateCollection(string Name, TreePlace Place, string? Description = null);

/// <summary>Body of <c>PATCH /api/v1/collections/{id}</c>: what is not given stays.</summary>
internal sealed record ChangeCollection(string? Name = null, string? Description = null);

/// <summary>Body of <c>POST /api/v1/collections/{id}/items</c>.</summary>
/// <param name="RecordingIds">1 to 200, in the order in which they are put at its end.</param>
internal sealed record AddToCollection(IReadOnlyList<string> RecordingIds);

/// <summary>What came of it.</summary>
/// <param name="AlreadyIn">They stay where they were.</param>
/// <param name="Unknown">Not there, or not the caller's to see.</param>
internal sealed record AddedToCollection(int Added, int AlreadyIn, int Unknown);

/// <summary>Body of <c>PUT /api/v1/collections/{id}/items/{recordingId}/position</c>.</summary>
/// <param name="Before">The recording before which it shall stand; null: at the end.</param>
internal sealed record MoveInCollection(string? Before = null);

/// <summary>Body of <c>POST /api/v1/collections/{id}/links</c>.</summary>
/// <param name="Hours">1 to 720.</param>
internal sealed record CreateCollectionLink(int Hours);

/// <summary>The one time a collection's link is shown.</summary>
/// <param name="Url">Path of what <c>getSharedCollection</c> answers.</param>
internal sealed record CreatedCollectionLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>What the holder of a collection's link is told: its public recordings, each played with the same token.</summary>
internal sealed record SharedCollection(string Name, string Description, IReadOnlyList<SharedRecording> Recordings);

internal sealed record SharedRecording(string Id, string Title, string Teacher, string SchoolName, DateTimeOffset StartedAt, double DurationSeconds)
{
    public static SharedRecording Of(RecordingItem item) => new(item.Id, item.Title, item.Teacher, item.SchoolName, item.StartedAt, item.DurationSeconds);
}
