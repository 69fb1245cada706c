namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Tells whether a source's pictures are black, and since when they have not changed. Pure; fed with tiny pictures.</summary>
internal sealed class PictureWatch
{
    /// <summary>Of 255. Black of a camera with its cap on is noise around 10.</summary>
    private const double BlackMean = 20;

    /// <summary>A line of text or a lamp is brighter, and then it is no black picture.</summary>
    private const int BlackBrightest = 48;

    /// <summary>Between two pictures of a camera that works some part always differs by more; coding alone makes less.</summary>
    private const int StillWithin = 2;

    private byte[]? _reference;

    public bool IsBlack { get; private set; }

    /// <summary>Monotonic time of the first of the pictures that are all alike; null before the first picture.</summary>
    public TimeSpan? StillSince { get; private set; }

    public void Take(byte[] thumbnail, TimeSpan now)
    {
        IsBlack = thumbnail.Average(luma => luma) < BlackMean && thumbnail.Max() < BlackBrightest;
        if (_reference is not null && IsAlike(_reference, thumbnail)) return;
        (_reference, StillSince) = (thumbnail, now);
    }

    /// <summary>There are no pictures; the next one begins anew.</summary>
    public void Forget() => (_reference, StillSince, IsBlack) = (null, null, false);

    private static bool IsAlike(byte[] one, byte[] other)
    {
        if (one.Length != other.Length) return false;
        for (var i = 0; i < one.Length; i++)
        {
            if (Math.Abs(one[i] - other[i]) > StillWithin) return false;
        }
        return true;
    }
}
