using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>Sequences that never come; the part of a declaration that was new.</summary>
internal readonly record struct LostSpan(ulong First, ulong Last, string Reason)
{
    public ulong Count => Last - First + 1;
}

/// <summary>
/// What a batch adds to a class that stands at a high-water mark. Pure: the heart of "exactly once".
/// </summary>
/// <param name="FirstItem">Index of the first item that is new; those before it are repeats.</param>
/// <param name="Items">How many items from there on are taken, in their order.</param>
/// <param name="Lost">New gaps.</param>
/// <param name="UpTo">The mark afterwards.</param>
/// <param name="Skipped">Something of the batch lies beyond a hole that nobody declared; it is not taken.</param>
internal sealed record SequencePlan(int FirstItem, int Items, IReadOnlyList<LostSpan> Lost, ulong UpTo, bool Skipped)
{
    /// <param name="upTo">The mark: the last sequence that was settled, 0 when there is none.</param>
    /// <param name="items">With rising sequences.</param>
    /// <param name="gaps">Rising, not overlapping. An item wins over a gap it lies in.</param>
    public static SequencePlan Of(ulong upTo, IReadOnlyList<Item> items, IReadOnlyList<DeclaredGap> gaps)
    {
        var (next, item, gap) = (upTo + 1, 0, 0);
        while (item < items.Count && items[item].Sequence < next) item++;
        var first = item;
        List<LostSpan>? lost = null;
        while (true)
        {
            while (gap < gaps.Count && gaps[gap].LastSequence < next) gap++;
            if (item < items.Count && items[item].Sequence == next)
            {
                item++;
                next++;
            }
            else if (gap < gaps.Count && gaps[gap].FirstSequence <= next)
            {
                var last = gaps[gap].LastSequence;
                if (item < items.Count && items[item].Sequence <= last) last = items[item].Sequence - 1;
                (lost ??= []).Add(new LostSpan(next, last, gaps[gap].Reason));
                next = last + 1;
            }
            else
            {
                return new SequencePlan(first, item - first, lost ?? [], next - 1, item < items.Count || gap < gaps.Count);
            }
        }
    }
}
