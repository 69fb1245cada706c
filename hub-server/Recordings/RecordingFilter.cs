namespace Tongtang.HubServer.Recordings;

/// <summary>What a list of recordings is narrowed to; null leaves it open.</summary>
internal sealed record RecordingFilter
{
    public string? Room { get; init; }

    public string? School { get; init; }

    public string? Region { get; init; }

    /// <summary>Those in the recycle bin instead of those that are not.</summary>
    public bool InBin { get; init; }

    public Visibility? Visibility { get; init; }

    public ApprovalState? Approval { get; init; }

    public RecordingState? State { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>As <see cref="SearchText.KeyOfTeacher"/> makes it.</summary>
    public string? Teacher { get; init; }

    /// <summary>As <see cref="SearchText.SubjectKey"/> makes it.</summary>
    public string? Subject { get; init; }

    /// <summary>Only those that reports count.</summary>
    public bool Counted { get; init; }

    /// <summary>As <see cref="SearchText.Terms"/> makes them: all must be in its text.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];
}
