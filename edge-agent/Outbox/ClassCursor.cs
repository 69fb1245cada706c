using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>How far one class has been told in one call. Pure.</summary>
internal sealed class ClassCursor(ItemClass itemClass)
{
    private int _underWay;
    private long? _resumeAt;
    private long _skippedAt = -1;

    public ItemClass ItemClass => itemClass;

    /// <summary>Where the next batch begins; null: the hub has yet to say where it stands, or what it did not take is still being answered.</summary>
    public long? After { get; private set; }

    /// <summary>An empty batch: the hub is asked.</summary>
    public void Asked() => _underWay++;

    public void Sent(long upTo)
    {
        After = upTo;
        _underWay++;
    }

    /// <summary>The hub's first answer.</summary>
    /// <param name="hubUpTo">What the hub has.</param>
    /// <param name="acknowledged">What this side knows it to have.</param>
    /// <remarks>
    /// What the hub had stored when its answer was lost is sent once more: that changes nothing there, and what it rejected
    /// of it is told again. A hub that is behind was restored from an older copy and gets again what there still is.
    /// </remarks>
    public void Begin(long hubUpTo, long acknowledged)
    {
        _underWay--;
        After = Math.Min(hubUpTo, acknowledged);
    }

    /// <summary>A batch was answered.</summary>
    /// <param name="skipped">The hub misses something before it and took none of it, nor will it of those that follow.</param>
    /// <returns>False: the hub misses what it was just sent; nothing that can be sent helps.</returns>
    public bool Answered(long upTo, bool skipped)
    {
        _underWay--;
        if (skipped && _resumeAt is null)
        {
            if (_skippedAt == upTo) return false;
            (_skippedAt, _resumeAt) = (upTo, upTo);
            After = null;
        }
        if (_resumeAt is null || _underWay > 0) return true;
        After = _resumeAt;
        _resumeAt = null;
        return true;
    }
}
