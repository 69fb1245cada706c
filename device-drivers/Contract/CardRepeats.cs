namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Readers say a card again and again while it lies there; it is told once until it has been away for a while. Thread safe.</summary>
internal sealed class CardRepeats(TimeProvider time, TimeSpan away)
{
    private readonly Lock _gate = new();
    private string _last = "";
    private long _seen;

    /// <summary>Whether this is a card coming, and not the one that lies there.</summary>
    public bool IsNew(string uid)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var isSame = uid == _last && time.GetElapsedTime(_seen, now) < away;
            (_last, _seen) = (uid, now);
            return !isSame;
        }
    }
}
