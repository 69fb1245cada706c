namespace Tongtang.EdgeAgent.Outbox;

/// <summary>A boot of the machine, as far as this program was there to see it.</summary>
/// <param name="FirstMs">Monotonic milliseconds at which it was seen first.</param>
/// <param name="LastMs">And last.</param>
internal sealed record BootSpan(string BootId, long FirstMs, long LastMs);

/// <summary>
/// How old items are, by monotonic clocks alone: a wall clock that is 400 days wrong neither expires nor keeps anything.
/// Time in which the machine was off is not counted, so that a summer without power expires nothing. Pure.
/// </summary>
/// <param name="boots">In their order; the last one is now.</param>
internal sealed class ItemAges(IReadOnlyList<BootSpan> boots)
{
    public TimeSpan Of(ItemStamp stamp)
    {
        // A boot that nothing is known of any more came before all that are known.
        var own = -1;
        for (var i = 0; i < boots.Count; i++)
        {
            if (boots[i].BootId == stamp.BootId) own = i;
        }
        var age = own < 0 ? 0 : Math.Max(0, boots[own].LastMs - stamp.MonotonicMs);
        for (var i = own + 1; i < boots.Count; i++) age += Math.Max(0, boots[i].LastMs - boots[i].FirstMs);
        return TimeSpan.FromMilliseconds(age);
    }
}
