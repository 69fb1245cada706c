namespace Tongtang.Protocol.Media;

/// <summary>One stored segment. Times count from the start of the recording.</summary>
public readonly record struct IndexedSegment(int Number, int Epoch, TimeSpan Start, TimeSpan Duration, long Bytes, bool Independent)
{
    /// <summary>Still being recorded: it ends where its parts do, so far.</summary>
    public bool Open { get; init; }

    public TimeSpan End => Start + Duration;
}

/// <summary>Segment numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct NumberRange(int First, int Last);

/// <summary>From when to when the material is hidden; without an end while the pause lasts.</summary>
public readonly record struct HiddenTime(TimeSpan From, TimeSpan? To);

/// <summary>What is known of one track.</summary>
public sealed record TrackIndex
{
    public required string Name { get; init; }

    public required MediaKind Kind { get; init; }

    /// <summary>Stored and visible, by number.</summary>
    public required IReadOnlyList<IndexedSegment> Segments { get; init; }

    public IReadOnlyList<NumberRange> Hidden { get; init; } = [];

    /// <summary>Declared lost: will never come (but if one does, it counts).</summary>
    public IReadOnlyList<NumberRange> Lost { get; init; } = [];

    /// <summary>What its parts tell of it beyond that; null: no parts come.</summary>
    public TrackTail? Tail { get; init; }

    /// <summary>A hole in it can be filled: a picture always, sound when it is AAC-LC of one or two channels.</summary>
    public bool Fillable { get; init; } = true;
}

/// <summary>A view: a picture, a sound, or both.</summary>
public sealed record ViewIndex
{
    /// <summary>UTC of media time 0.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public TrackIndex? Video { get; init; }

    public TrackIndex? Audio { get; init; }

    /// <summary>In order of time.</summary>
    public IReadOnlyList<HiddenTime> Hidden { get; init; } = [];

    /// <summary>Players may wait for what comes next, and are told how.</summary>
    public bool Blocks { get; init; }

    /// <summary>Nothing more will come: the playlists are whole and holes that nobody declared count as lost.</summary>
    public required bool Ended { get; init; }
}
