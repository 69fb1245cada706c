namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Whether uploads get on, from what waits and what has gone. Pure.</summary>
internal sealed class UploadPace
{
    private (long Sent, TimeSpan Since)? _stuck;
    private (long UntilSent, TimeSpan Since)? _waiting;

    /// <summary>Something waits although it may go, and none of it has gone for this long.</summary>
    public TimeSpan StuckFor { get; private set; }

    /// <summary>What waits now has waited for this long at least, whether or not it could go.</summary>
    public TimeSpan WaitingFor { get; private set; }

    /// <param name="pending">Segments that wait. They go in the order in which they came.</param>
    /// <param name="sent">Segments that have gone since the start.</param>
    public void See(long pending, long sent, bool mayGo, TimeSpan now)
    {
        if (pending == 0 || !mayGo) _stuck = null;
        else if (_stuck is null || _stuck.Value.Sent != sent) _stuck = (sent, now);
        if (pending == 0) _waiting = null;
        // A lesson without an end always has its newest segment waiting: only what had waited then counts.
        else if (_waiting is null || sent >= _waiting.Value.UntilSent) _waiting = (sent + pending, now);
        StuckFor = now - _stuck?.Since ?? TimeSpan.Zero;
        WaitingFor = now - _waiting?.Since ?? TimeSpan.Zero;
    }
}
