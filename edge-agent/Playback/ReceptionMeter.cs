using Tongtang.Protocol.Live;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>How one source has been received since its lesson began.</summary>
/// <param name="Interruptions">How often a picture that was there went away.</param>
/// <param name="ReceivedMs">With a picture, while it counted.</param>
/// <param name="LostMs">Without one though it counted, waiting for the first one included.</param>
internal sealed record ReceptionTally(int Interruptions = 0, long ReceivedMs = 0, long LostMs = 0);

/// <summary>
/// Counts how long one source was there and how long it was not. A picture that stays away is noticed only after a while:
/// that while is counted as lost, from the last frame on. Pure; times in monotonic milliseconds.
/// </summary>
/// <param name="before">What was counted before the box was started again.</param>
internal sealed class ReceptionMeter(ReceptionTally before)
{
    private long _lastMs = -1;
    private bool _wasLive;

    public ReceptionTally Tally { get; private set; } = before;

    /// <param name="counts">Whether the lesson runs.</param>
    /// <param name="frameMs">When the last frame came; before the first anything.</param>
    public void Observe(long nowMs, bool counts, LiveCondition condition, long frameMs)
    {
        var isLive = condition == LiveCondition.Live;
        var passedMs = _lastMs < 0 ? 0 : Math.Max(0, nowMs - _lastMs);
        _lastMs = nowMs;
        if (counts)
        {
            Tally = isLive ? Tally with { ReceivedMs = Tally.ReceivedMs + passedMs } : Tally with { LostMs = Tally.LostMs + passedMs };
            if (_wasLive && !isLive) Interrupt(nowMs - passedMs - frameMs);
        }
        _wasLive = isLive;
    }

    private void Interrupt(long unnoticedMs)
    {
        var moved = Math.Clamp(unnoticedMs, 0, Tally.ReceivedMs);
        Tally = new ReceptionTally(Tally.Interruptions + 1, Tally.ReceivedMs - moved, Tally.LostMs + moved);
    }
}
