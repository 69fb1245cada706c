using FsCheck;
using FsCheck.Fluent;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class SequencePlanTests
{
    [Fact]
    public void Batch_OfRepeats_AddsNothing() => Is(new SequencePlan(3, 0, [], 9, Skipped: false), 9, [1, 2, 9], []);

    [Fact]
    public void Batch_ThatOverlapsTheMark_AddsItsNewPart() => Is(new SequencePlan(2, 2, [], 11, Skipped: false), 9, [8, 9, 10, 11], []);

    [Fact]
    public void Batch_WithAHole_IsTakenUpToIt() => Is(new SequencePlan(0, 2, [], 2, Skipped: true), 0, [1, 2, 4, 5], []);

    [Fact]
    public void Batch_WithADeclaredHole_IsTakenWhole() => Is(new SequencePlan(0, 3, [new LostSpan(3, 9, "evicted")], 10, Skipped: false), 0, [1, 2, 10], [(3, 9)]);

    [Fact]
    public void Gap_DeclaredTwice_CountsOnce() => Is(new SequencePlan(0, 0, [new LostSpan(6, 9, "evicted")], 9, Skipped: false), 5, [], [(3, 9)]);

    [Fact]
    public void Gap_WithAnItemInIt_IsAGapWithoutThatItem() =>
        Is(new SequencePlan(0, 1, [new LostSpan(1, 4, "evicted"), new LostSpan(6, 9, "evicted")], 9, Skipped: false), 0, [5], [(1, 9)]);

    [Fact]
    public void Gap_BeyondAHole_IsNotTaken() => Is(new SequencePlan(0, 1, [], 1, Skipped: true), 0, [1], [(3, 9)]);

    /// <summary>
    /// A store of up to 60 sequences, some of them lost, sent in pieces that repeat, overlap, come too early and are cut
    /// short by a dead hub: in the end every item was taken once, every loss counted once, whatever came in between.
    /// </summary>
    [Fact]
    public void AnyWayOfSending_TakesEveryItemOnce_AndCountsEveryLossOnce()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var length = random.Next(1, 60);
            var lost = Enumerable.Range(1, length).Where(_ => random.Next(4) == 0).ToHashSet();
            var (mark, taken, counted) = (0ul, new List<ulong>(), new List<ulong>());
            for (var tries = 0; (int)mark < length; tries++)
            {
                Assert.True(tries < 5000, $"seed {seed} never ends");
                var first = random.Next(1, length + 1);
                var last = Math.Min(length, first + random.Next(20));
                var items = Enumerable.Range(first, last - first + 1).Where(n => !lost.Contains(n)).Select(n => new Item { Sequence = (ulong)n }).ToList();
                var plan = SequencePlan.Of(mark, items, Spans(lost.Where(n => n >= first && n <= last)));
                // Killed before the commit: neither the mark nor what goes with it is there.
                if (random.Next(5) == 0) continue;
                taken.AddRange(items.Skip(plan.FirstItem).Take(plan.Items).Select(item => item.Sequence));
                foreach (var span in plan.Lost)
                    for (var n = span.First; n <= span.Last; n++) counted.Add(n);
                Assert.Equal((ulong)first > mark + 1, plan.Skipped);
                Assert.Equal(plan.Skipped ? mark : Math.Max(mark, (ulong)last), plan.UpTo);
                mark = plan.UpTo;
            }
            Assert.Equal(Enumerable.Range(1, length).Where(n => !lost.Contains(n)).Select(n => (ulong)n), taken);
            Assert.Equal(lost.Order().Select(n => (ulong)n), counted);
        }
    }

    /// <summary>With holes that nobody declared anywhere: nothing beyond the first one is ever taken.</summary>
    [Fact]
    public void UndeclaredHole_HoldsEverythingBehindIt() => Prop.ForAll<PositiveInt, PositiveInt, NonNegativeInt>((hole, more, mark) =>
    {
        var upTo = (ulong)mark.Get;
        var items = Enumerable.Range(1, hole.Get - 1).Concat(Enumerable.Range(hole.Get + 1, more.Get)).Select(n => new Item { Sequence = upTo + (ulong)n }).ToList();
        var plan = SequencePlan.Of(upTo, items, []);
        return plan.UpTo == upTo + (ulong)hole.Get - 1 && plan.Skipped && plan.Items == hole.Get - 1;
    }).QuickCheckThrowOnFailure();

    private static void Is(SequencePlan expected, ulong mark, ulong[] items, (ulong First, ulong Last)[] gaps)
    {
        var plan = SequencePlan.Of(
            mark, items.Select(n => new Item { Sequence = n }).ToList(), gaps.Select(gap => new DeclaredGap { FirstSequence = gap.First, LastSequence = gap.Last, Reason = "evicted" }).ToList());
        IReadOnlyList<LostSpan> none = [];
        Assert.Equal(expected with { Lost = none }, plan with { Lost = none });
        Assert.Equal(expected.Lost, plan.Lost);
    }

    private static List<DeclaredGap> Spans(IEnumerable<int> numbers)
    {
        var gaps = new List<DeclaredGap>();
        foreach (var n in numbers.Order().Select(n => (ulong)n))
        {
            if (gaps.Count > 0 && gaps[^1].LastSequence == n - 1) gaps[^1].LastSequence = n;
            else gaps.Add(new DeclaredGap { FirstSequence = n, LastSequence = n, Reason = "evicted" });
        }
        return gaps;
    }
}
