using Tongtang.HubServer.Playback;

namespace Tongtang.HubServer.Recordings;

/// <summary>Where a recording stands. 录制中, 上传中, 完整, 中断, 失败.</summary>
internal enum RecordingState
{
    /// <summary>The lesson runs.</summary>
    Recording,

    /// <summary>The lesson is over; segments are still to come.</summary>
    Uploading,

    /// <summary>All there will be is here.</summary>
    Complete,

    /// <summary>Its box has been silent for a day. Playable as it is; goes on when the box returns.</summary>
    Interrupted,

    /// <summary>It is over and nothing of it is usable.</summary>
    Failed,
}

/// <summary>A recording as a list shows it.</summary>
internal sealed record RecordingItem(
    string Id,
    string RoomId,
    string RoomName,
    string SchoolName,
    string Title,
    string Teacher,
    RecordingState State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double DurationSeconds,
    long Bytes,
    UploadProgress Progress)
{
    /// <summary>Of the timetable's lesson; empty when nobody said.</summary>
    public string Subject { get; init; } = "";

    public string ClassName { get; init; } = "";

    /// <summary>The timetable's lesson of that date; null: none.</summary>
    public string? LessonId { get; init; }

    public Visibility Visibility { get; init; }

    /// <summary>How it stands with the last request to show it to more people; null: none is open.</summary>
    public ApprovalState? Approval { get; init; }

    /// <summary>Null: not in the recycle bin.</summary>
    public BinEntry? Bin { get; init; }
}

/// <summary>Since when a recording is in the recycle bin.</summary>
/// <param name="DeletedBy">Empty: nobody, it had been kept as long as the rules say.</param>
/// <param name="GoesAt">Emptied out in the night after this time.</param>
internal sealed record BinEntry(DateTimeOffset DeletedAt, string DeletedBy, DateTimeOffset GoesAt);

/// <summary>One page of recordings.</summary>
/// <param name="Total">How many match, as far as is looked: the newest 10,000, or with words the newest 5,000 that have the rarest of them.</param>
internal sealed record RecordingList(IReadOnlyList<RecordingItem> Items, int Total, int Page, int PageSize)
{
    /// <summary>There may be older ones that match; narrowed to an earlier time they show.</summary>
    public bool More { get; init; }

    /// <summary>Recordings whose words are still being noted, so that they are not found by them yet; 10,000 stands for more.</summary>
    public int Unindexed { get; init; }
}

/// <summary>Segments that are here, and how many there will be as far as is known.</summary>
internal sealed record UploadProgress(long Stored, long Expected);

/// <summary>A recording with all that can be played of it.</summary>
internal sealed record RecordingDetail(
    string Id,
    string RoomId,
    string RoomName,
    string SchoolName,
    string Title,
    string Teacher,
    RecordingState State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double DurationSeconds,
    long Bytes,
    UploadProgress Progress,
    IReadOnlyList<RecordingView> Views,
    IReadOnlyList<RecordingTrack> Tracks,
    IReadOnlyList<RecordingMark> Marks,
    IReadOnlyList<RecordingHiddenSpan> HiddenSpans)
{
    /// <summary>Of the timetable's lesson; empty when nobody said.</summary>
    public string Subject { get; init; } = "";

    public string ClassName { get; init; } = "";

    /// <summary>The timetable's lesson of that date; null: none.</summary>
    public string? LessonId { get; init; }

    public Visibility Visibility { get; init; }

    /// <summary>How it stands with the last request to show it to more people; null: none is open.</summary>
    public ApprovalState? Approval { get; init; }

    /// <summary>The last such request; null where nobody asked, or the caller cannot ask.</summary>
    public ApprovalRequest? Request { get; init; }

    /// <summary>What is played of it; null: all.</summary>
    public RecordingTrim? Trim { get; init; }

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<RecordingChapter> Chapters { get; init; } = [];

    /// <summary>Somebody wrote the chapters; else they are the teacher's marks.</summary>
    public bool ChaptersEdited { get; init; }

    /// <summary>Whether the caller says who may see it, and may rename, trim and divide it: its teacher, and those who manage recordings there.</summary>
    public bool MayPublish { get; init; }

    /// <summary>Whether the caller may download it, and what carries their name; null where it was not asked.</summary>
    public DownloadTerms? Download { get; init; }

    /// <summary>Null: not in the recycle bin.</summary>
    public BinEntry? Bin { get; init; }
}

/// <summary>A picture with the sound that belongs to it.</summary>
/// <param name="Role">teacher, student, screen, board or audio.</param>
/// <param name="Video">The picture's track; null when there is sound only.</param>
/// <param name="Audio">The sound's track; null when there is none.</param>
internal sealed record RecordingView(string Name, string Role, string? Video, string? Audio);

/// <param name="Kind">video or audio.</param>
/// <param name="Segments">Segments here that may be played.</param>
/// <param name="DurationSeconds">Their length together, without holes.</param>
/// <param name="Missing">Segments that must still come.</param>
internal sealed record RecordingTrack(string Name, string Kind, long Segments, double DurationSeconds, long Missing);

internal sealed record RecordingMark(double AtSeconds, string Label);

/// <param name="ToSeconds">Null while the pause lasts.</param>
/// <param name="State">hidden, restored or discarded.</param>
internal sealed record RecordingHiddenSpan(uint Number, double FromSeconds, double? ToSeconds, string State);
