namespace Tongtang.EdgeAgent.Live;

/// <summary>How much of a source is sent.</summary>
internal enum LiveLevel
{
    Full,

    /// <summary>A small picture, made on the box, and sound.</summary>
    Reduced,

    /// <summary>Keyframes and sound.</summary>
    Keyframes,

    Sound,
}

/// <summary>Why less is sent than there is.</summary>
internal enum LiveReason
{
    None,

    /// <summary>The line carries no more.</summary>
    Line,

    /// <summary>The room's own setting allows no more.</summary>
    Room,

    /// <summary>The school's budget, of which this room has a share, allows no more.</summary>
    School,
}

/// <param name="Skipped">Pictures before it were left out.</param>
internal readonly record struct LiveTaken(LivePiece Piece, bool Skipped);

/// <summary>
/// What one watcher of one source has not been sent yet. Never makes the capture wait: pictures that wait for more than
/// a second are left out up to the next keyframe, sound for more than half a second of them with it, parts that are late
/// themselves, and beyond eight megabytes all that waits. Thread safe; times in monotonic microseconds.
/// </summary>
internal sealed class LiveQueue(Action arrived)
{
    public const long LateUs = 1_000_000;
    private const long SoundKeptUs = 500_000;
    private const int Limit = 8 * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly LinkedList<(LivePiece Piece, long AtUs)> _waiting = new();
    private long _bytes;

    /// <summary>Pictures cannot be decoded until the next keyframe.</summary>
    private bool _broken = true;
    private bool _skipped;
    private LiveTally _offered;

    /// <summary>Bytes that came since the beginning, whatever became of them.</summary>
    public LiveTally Offered
    {
        get
        {
            lock (_lock) return _offered;
        }
    }

    /// <summary>How often something had to be left out because it was late.</summary>
    public int Drops { get; private set; }

    public long WaitingBytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    public void Add(LivePiece piece, long nowUs)
    {
        lock (_lock)
        {
            if (piece.IsMedia) _offered = _offered.With(piece);
            if (_bytes + piece.Bytes > Limit) Leave(_ => true);
            _waiting.AddLast((piece, nowUs));
            _bytes += piece.Bytes;
        }
        arrived();
    }

    /// <summary>The next thing to send at this level, if there is one; at <see cref="LiveLevel.Reduced"/> what the small picture is made of.</summary>
    public LiveTaken? Take(long nowUs, LiveLevel level)
    {
        lock (_lock)
        {
            if (OldestMediaUs() is { } oldestUs && nowUs - oldestUs > LateUs) LeaveLate(nowUs);
            while (_waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                var piece = first.Value.Piece;
                _bytes -= piece.Bytes;
                if (Passes(piece, level)) return new LiveTaken(piece, TakeSkipped(piece));
            }
            return null;
        }
    }

    private bool Passes(LivePiece piece, LiveLevel level)
    {
        if (piece.Content == LiveContent.Ended) _broken |= piece.IsPicture;
        if (!piece.IsMedia || !piece.IsPicture) return true;
        // Its segment is uploaded whole, so one that is left out breaks no picture.
        if (piece.Content == LiveContent.Part) return level == LiveLevel.Full;
        var passes = level switch
        {
            LiveLevel.Full or LiveLevel.Reduced => piece.IsKeyframe || !_broken,
            LiveLevel.Keyframes => piece.IsKeyframe,
            _ => false,
        };
        _skipped |= !passes;
        _broken = !passes || level > LiveLevel.Reduced;
        return passes;
    }

    private bool TakeSkipped(LivePiece piece)
    {
        if (piece.Content != LiveContent.Frame || !piece.IsPicture) return false;
        var skipped = _skipped;
        _skipped = false;
        return skipped;
    }

    private long? OldestMediaUs()
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
            if (node.Value.Piece.IsMedia) return node.Value.AtUs;
        return null;
    }

    /// <summary>All before the last keyframe goes, unless that one is late too: then all pictures do, and sound that is late.</summary>
    private void LeaveLate(long nowUs)
    {
        var key = _waiting.LastOrDefault(waiting => waiting.Piece.Content == LiveContent.Frame && waiting.Piece.IsKeyframe);
        if (key.Piece is not null && nowUs - key.AtUs <= LateUs)
        {
            var reached = false;
            Leave(waiting => !(reached |= ReferenceEquals(waiting.Piece, key.Piece)) && (waiting.Piece.Content == LiveContent.Frame || IsLate(waiting, nowUs)));
        }
        else
        {
            Leave(waiting => waiting.Piece.Content == LiveContent.Part ? IsLate(waiting, nowUs) : waiting.Piece.IsPicture || nowUs - waiting.AtUs > SoundKeptUs);
        }
    }

    private static bool IsLate((LivePiece Piece, long AtUs) waiting, long nowUs) => nowUs - waiting.AtUs > LateUs;

    private void Leave(Func<(LivePiece Piece, long AtUs), bool> leaves)
    {
        var any = false;
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            // Asked of every piece: the condition may count them.
            if (leaves(node.Value) && node.Value.Piece.IsMedia)
            {
                _bytes -= node.Value.Piece.Bytes;
                any = true;
                var isPicture = node.Value.Piece is { Content: LiveContent.Frame, IsPicture: true };
                _broken |= isPicture;
                _skipped |= isPicture;
                _waiting.Remove(node);
            }
            node = next;
        }
        if (any) Drops++;
    }
}

/// <summary>Bytes of a source since somebody watches.</summary>
internal readonly record struct LiveTally(long All, long Keyframes, long Sound)
{
    public LiveTally With(LivePiece piece) => new(
        All + piece.Bytes,
        Keyframes + (piece.IsKeyframe ? piece.Bytes : 0),
        Sound + (piece.IsPicture ? 0 : piece.Bytes));

    public static LiveTally operator +(LiveTally a, LiveTally b) => new(a.All + b.All, a.Keyframes + b.Keyframes, a.Sound + b.Sound);

    public static LiveTally operator -(LiveTally a, LiveTally b) => new(a.All - b.All, a.Keyframes - b.Keyframes, a.Sound - b.Sound);
}
