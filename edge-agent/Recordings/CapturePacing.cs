namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// How long to wait before a capture is started again: half a second after one that ran well, doubling up to two seconds
/// while a camera is away, so that it is back almost as soon as it is. One that comes and goes all day would fill a
/// recording with thousands of epochs, more than its description can hold; after twenty such runs in a row it is looked
/// at each half minute only.
/// </summary>
internal sealed class CapturePacing
{
    public const int ShortRunsAllowed = 20;

    public static readonly TimeSpan Flapping = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_goodRun = TimeSpan.FromSeconds(30);

    private TimeSpan _next = s_first;
    private int _shortRuns;

    /// <param name="delivered">Whether the run that is over delivered anything.</param>
    /// <param name="lasted">From its start to its end.</param>
    public TimeSpan After(bool delivered, TimeSpan lasted)
    {
        if (delivered)
        {
            _shortRuns = lasted < s_goodRun ? _shortRuns + 1 : 0;
            _next = s_first;
        }
        if (_shortRuns > ShortRunsAllowed) return Flapping;
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, s_longest.Ticks));
        return wait;
    }
}
