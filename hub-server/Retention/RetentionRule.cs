using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Retention;

/// <summary>How long the recordings of a place are kept. Of all that fit one, the nearest place's holds, and there the one for its visibility.</summary>
/// <param name="PlaceId">A region's, school's or room's id; null: the whole district.</param>
/// <param name="PlaceName">Empty for the district.</param>
/// <param name="Visibility">Only of recordings that these may see; null: of all for which the place has no rule of their own.</param>
/// <param name="Days">Null: for ever.</param>
internal sealed record RetentionRule(string Id, string? PlaceId, string PlaceName, Visibility? Visibility, int? Days, string MadeBy, DateTimeOffset MadeAt);

/// <summary>A rule as somebody wishes it, to be saved or only tried.</summary>
/// <param name="PlaceId">A region's, school's or room's id; null: the whole district.</param>
/// <param name="Visibility">Only of recordings that these may see; null: of all for which the place has no rule of their own.</param>
/// <param name="Days">7 to 36500 after the recording; null: for ever.</param>
internal sealed record RetentionWish(string? PlaceId = null, Visibility? Visibility = null, int? Days = null)
{
    /// <summary>A slip of the finger shall not take this week's lessons.</summary>
    public const int FewestDays = 7;

    public const int MostDays = 36_500;
}

/// <summary>What the rules would be if one were saved, or taken back.</summary>
/// <param name="Wish">Takes the place of the one for the same place and visibility.</param>
/// <param name="Without">The id of one that is not there.</param>
internal sealed record RetentionTrial(RetentionWish? Wish = null, string? Without = null)
{
    public static RetentionTrial None { get; } = new();
}

/// <summary>A recording that retention deletes.</summary>
/// <param name="GoesOn">In this night; into the recycle bin.</param>
/// <param name="Days">So long it is kept.</param>
/// <param name="RuleId">Null: by the one that is tried.</param>
internal sealed record DueRecording(
    string Id,
    string Title,
    string Teacher,
    string RoomId,
    string RoomName,
    string SchoolName,
    DateTimeOffset StartedAt,
    double DurationSeconds,
    long Bytes,
    Visibility Visibility,
    DateOnly GoesOn,
    int Days,
    string? RuleId);

/// <summary>One page of what retention deletes up to a night.</summary>
/// <param name="Total">On all pages.</param>
/// <param name="Bytes">On all pages.</param>
/// <param name="Until">The last night that is counted.</param>
internal sealed record RetentionPreview(IReadOnlyList<DueRecording> Items, int Total, int Page, int PageSize, long Bytes, DateOnly Until);
