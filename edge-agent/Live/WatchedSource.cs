using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>
/// One source that is watched: what of it is sent next, as it was captured or made small. The small picture follows the
/// source's until one that can stand alone takes its place, so that nobody sees a hole. One caller at a time.
/// </summary>
internal sealed class WatchedSource(string name, LiveTap tap, LiveWriter writer, Action arrived, RecordingOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly LiveQueue _made = new(arrived);
    private SmallPicture? _small;
    private LivePiece? _epoch;
    private LiveTaken? _held;
    private uint _toldEpoch;
    private bool _failed;

    public string Name => name;

    /// <summary>As it is captured.</summary>
    public LiveQueue Queue { get; } = new(arrived);

    /// <summary>The hub wants to be sent its frames.</summary>
    public bool Frames { get; set; }

    /// <summary>The hub wants to be sent the parts of its segments.</summary>
    public bool Parts { get; set; }

    public int Drops => Queue.Drops + _made.Drops;

    /// <summary>What its small picture would take; 0: it has no picture, or none can be made.</summary>
    public double SmallBytesPerSecond => !Frames || _epoch is null || _failed ? 0 : SmallPicture.BytesPerSecond;

    public bool IsFor(LiveSourceWish wish) => (wish.Name, wish.Frames, wish.Parts) == (Name, Frames, Parts);

    /// <summary>Hands on what came to whoever makes it small, whether or not the line takes anything now.</summary>
    public void Shrink(long nowUs, LiveLevel level)
    {
        if (_small?.HasFailed == true) _failed = true;
        if (_failed || level > LiveLevel.Reduced) End();
        if (_held is not null || (level != LiveLevel.Reduced && _small is null) || _failed || level > LiveLevel.Reduced) return;
        while (_held is null && Queue.Take(nowUs, LiveLevel.Reduced) is { } taken) Shrink(taken, nowUs, level);
    }

    /// <summary>The next message; null: nothing waits.</summary>
    public LiveMessage? Next(long nowUs, LiveLevel level, long utcOffsetUs)
    {
        while (Take(nowUs, level) is { } taken)
        {
            if (Told(taken) is { } epoch) return writer.Write(epoch, level, utcOffsetUs);
            if (writer.Write(taken, level, utcOffsetUs) is { } message) return message;
        }
        return null;
    }

    public void Dispose() => End();

    /// <summary>Its ffmpeg goes by itself; nobody waits for that.</summary>
    private void End()
    {
        _ = _small?.DisposeAsync().AsTask();
        _small = null;
    }

    private void Shrink(LiveTaken taken, long nowUs, LiveLevel level)
    {
        var piece = taken.Piece;
        Remember(piece);
        if (piece is not { IsPicture: true, Content: LiveContent.Frame })
        {
            // Of the picture its epoch is the small one's to tell.
            if (!piece.IsPicture || piece.Content == LiveContent.Ended) _made.Add(piece, nowUs);
            if (piece.IsPicture && piece.Content == LiveContent.Ended) End();
            return;
        }
        if (level == LiveLevel.Full && piece.IsKeyframe)
        {
            End();
            _held = taken;
            return;
        }
        if (_epoch is not { } source || source.Epoch != piece.Epoch) return;
        if (_small?.SourceEpoch != source.Epoch)
        {
            End();
            _small = new SmallPicture(options.Ffmpeg, source, tap.NextEpoch(), _made, time, logger);
        }
        _small.Feed(piece);
    }

    private LiveTaken? Take(long nowUs, LiveLevel level)
    {
        if (_made.Take(nowUs, level) is { } made) return made;
        if (_held is { } held)
        {
            _held = null;
            return held;
        }
        if (_small is not null || level == LiveLevel.Reduced) return null;
        if (Queue.Take(nowUs, level) is not { } taken) return null;
        Remember(taken.Piece);
        return taken;
    }

    private void Remember(LivePiece piece)
    {
        if (piece is { IsPicture: true, Content: LiveContent.Epoch }) _epoch = piece;
    }

    /// <summary>The epoch that has to be told before this; what was to be sent waits.</summary>
    private LiveTaken? Told(LiveTaken taken)
    {
        var piece = taken.Piece;
        if (!piece.IsPicture || piece.Content is not (LiveContent.Epoch or LiveContent.Frame) || piece.Epoch == _toldEpoch) return null;
        _toldEpoch = piece.Epoch;
        if (piece.Content == LiveContent.Epoch || _epoch is not { } epoch || epoch.Epoch != piece.Epoch) return null;
        _held = taken;
        return new LiveTaken(epoch, Skipped: false);
    }
}
